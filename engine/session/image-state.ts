import type { AppFailure } from '#contract/errors.ts';
import type { Image } from '#contract/image.ts';
import type { ImageState } from '#contract/session.ts';
import { type ChecksumEvent, reduceChecksum, UNKNOWN_CHECKSUM } from './checksum-state.ts';

/**
 * The machine drawn at `ImageState`:
 *
 *   none ─chosen─▶ inspecting ─inspected─▶ ready ─chosen─▶ inspecting …
 *     ├─address-given─▶ fetchingHead ─offered─▶ downloadOffered ─received─▶ downloading ─chosen─▶ inspecting
 *     │                      └─rejected─▶ rejected   │             └─paused─▶ downloadPaused ─received─▶ downloading
 *     │                                              └─streamed─▶ ready
 *     └─upload─▶ uploading ─chosen─▶ inspecting ─rejected─▶ rejected; cleared leads from everywhere to none
 */
export type ImageEvent =
  | { readonly event: 'upload-started'; readonly name: string; readonly totalBytes: number }
  | { readonly event: 'upload-progress'; readonly doneBytes: number }
  | { readonly event: 'address-given'; readonly name: string }
  | { readonly event: 'offered'; readonly offer: Omit<Extract<ImageState, { state: 'downloadOffered' }>, 'state'> }
  | { readonly event: 'received'; readonly download: Omit<Extract<ImageState, { state: 'downloading' }>, 'state'> }
  | { readonly event: 'paused'; readonly failure: AppFailure | null }
  /** To be written straight from the server. */
  | { readonly event: 'streamed'; readonly image: Image }
  | { readonly event: 'chosen'; readonly path: string; readonly name: string }
  | { readonly event: 'inspected'; readonly image: Image; readonly isUploaded: boolean }
  | { readonly event: 'rejected'; readonly path: string; readonly name: string; readonly failure: AppFailure }
  /** A block map for the image was given. */
  | { readonly event: 'mapped'; readonly image: Image; readonly blockMap: string; readonly blockMapPath: string }
  | { readonly event: 'cleared' }
  | { readonly event: 'raw-allowed'; readonly isAllowed: boolean }
  | { readonly event: 'checksum'; readonly change: ChecksumEvent };

export const NO_IMAGE: ImageState = { state: 'none' };

/** The image after an event. Events that do not fit the state change nothing. Pure. */
export function reduceImage(state: ImageState, event: ImageEvent): ImageState {
  switch (event.event) {
    case 'upload-started':
      return { state: 'uploading', name: event.name, doneBytes: 0, totalBytes: event.totalBytes };
    case 'upload-progress':
      return state.state === 'uploading' ? { ...state, doneBytes: event.doneBytes } : state;
    case 'address-given':
      return { state: 'fetchingHead', name: event.name };
    case 'offered':
      return state.state === 'fetchingHead' ? { state: 'downloadOffered', ...event.offer } : state;
    case 'received':
      return { state: 'downloading', ...event.download };
    case 'paused': {
      if (state.state !== 'downloading') return state;
      const { file, folder, doneBytes, totalBytes } = state;
      return { state: 'downloadPaused', file, folder, doneBytes, totalBytes, failure: event.failure };
    }
    case 'streamed': {
      const { image } = event;
      return { state: 'ready', image, checksum: UNKNOWN_CHECKSUM, isUploaded: false, isRawAllowed: false };
    }
    case 'chosen':
      return { state: 'inspecting', path: event.path, name: event.name };
    case 'inspected': {
      if (state.state !== 'inspecting') return state;
      const { image, isUploaded } = event;
      return { state: 'ready', image, checksum: UNKNOWN_CHECKSUM, isUploaded, isRawAllowed: false };
    }
    case 'rejected':
      return { state: 'rejected', path: event.path, name: event.name, failure: event.failure };
    case 'cleared':
      return NO_IMAGE;
    case 'mapped': {
      const { image, blockMap, blockMapPath } = event;
      if (state.state !== 'ready' || state.image !== image) return state;
      return { ...state, image: { ...image, blockMap, blockMapPath } };
    }
    case 'raw-allowed':
      return state.state === 'ready' ? { ...state, isRawAllowed: event.isAllowed } : state;
    case 'checksum': {
      if (state.state !== 'ready') return state;
      const checksum = reduceChecksum(state.checksum, event.change, state.image);
      return checksum === state.checksum ? state : { ...state, checksum };
    }
    default:
      return event satisfies never;
  }
}
