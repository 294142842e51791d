import type { ChecksumState, ImageState } from '#contract/session.ts';
import type { Words } from '../i18n/keys.ts';
import type { AppState, LostDrive } from './app-state.ts';
import { isLockedDrive } from './drive-lock.ts';

/** What the plan bar says, and whether Review can be opened. */
export interface PlanBar {
  readonly isReady: boolean;
  readonly words: Words;
  /** What was lost from the plan, where there still is one. */
  readonly note: Words | null;
}

/** The first thing that is missing for Review, in words (ux.md 3), or what would happen. */
export function planBar(
  state: Pick<AppState, 'session' | 'connection' | 'ticked' | 'lost' | 'drives' | 'unlocked'>,
): PlanBar {
  const { session, connection, ticked, lost } = state;
  const refuse = (why: Words): PlanBar => ({ isReady: false, words: why, note: null });
  if (connection !== 'connected' || session === null) return refuse(['plan.lost']);
  const { image } = session;
  const problem = imageProblem(image);
  if (problem !== null || image.state !== 'ready') return refuse(problem ?? ['plan.noImage']);
  const last = lost.at(-1);
  if (ticked.length === 0) {
    if (last !== undefined) return refuse(lostWords(last));
    return refuse([hasNoneToTick(state) ? 'plan.noneToTick' : 'plan.noDrives']);
  }
  const words: Words = ['plan.ready', { image: image.image.name, count: ticked.length }];
  return { isReady: true, words, note: last === undefined ? null : lostWords(last) };
}

function hasNoneToTick({ drives, unlocked }: Pick<AppState, 'drives' | 'unlocked'>): boolean {
  return drives.state === 'listed' && drives.drives.every((drive) => isLockedDrive(drive, unlocked));
}

function lostWords({ name, why, missingBytes }: LostDrive): Words {
  if (why === 'gone') return ['plan.vanished', { name }];
  return why === 'locked'
    ? ['plan.locked', { name }]
    : ['plan.tooSmall', { name, missing: { sizeBytes: missingBytes } }];
}

/** Differs from the checksum in itself: no signature is bad. */
function isDamaged({ failure }: Extract<ChecksumState, { state: 'distrusted' }>): boolean {
  return failure.code === 'EMBEDDED_CHECKSUM_MISMATCH';
}

function imageProblem(image: ImageState): Words | null {
  switch (image.state) {
    case 'none':
      return ['plan.noImage'];
    case 'uploading':
      return ['plan.uploadBusy'];
    case 'fetchingHead':
    case 'downloading':
      return ['plan.downloadBusy'];
    case 'downloadOffered':
      return ['plan.downloadOffered'];
    case 'downloadPaused':
      return ['plan.downloadPaused'];
    case 'inspecting':
      return ['plan.imageBusy'];
    case 'rejected':
      return ['plan.imageBad'];
    case 'ready':
      if (image.checksum.state === 'mismatched') return ['plan.mismatch'];
      if (image.checksum.state === 'distrusted') {
        return [isDamaged(image.checksum) ? 'plan.damaged' : 'plan.distrusted'];
      }
      if (image.image.boot.writeMode.mode === 'other' && !image.isRawAllowed) return ['plan.notRaw'];
      return image.checksum.state === 'computing' && image.checksum.expected !== null ? ['plan.computing'] : null;
    default:
      return image satisfies never;
  }
}
