import type { Image } from '#contract/image.ts';
import { downloadsFolder, type InspectOptions } from '#engine/index.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { wrapIndented } from '../text/display-width.ts';
import { en } from '../text/en.ts';
import { downloadShown } from './download-shown.ts';

export interface OpenImageOptions {
  /** SHA-256 or SHA-512, lower-case hex digits. */
  readonly expectedDigest: string | null;
  /** Folder to keep the file of an address in; null: written straight from the server where that can be done. */
  readonly keepFolder: string | null;
  readonly blockMapPath?: string | null;
}

/** True for an address: everything else is a path. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//iu.test(text.trim());
}

/**
 * The image at a path or an address. An address is looked at online; it is downloaded first where the user wants to keep
 * the file, or where its packing needs all of it. Failures of the engine; CancelledError.
 */
export async function openImage(session: Session, given: string, options: OpenImageOptions): Promise<Image> {
  const { engine, interruption, speaker, emit } = session;
  const named = options.blockMapPath == null ? {} : { blockMapPath: options.blockMapPath };
  if (!isAddress(given)) return await inspected(session, given, named);

  speaker.line(en.lookingAtAddress);
  const { file, image } = await engine.lookAtRemote(given, interruption.signal, named);
  emit({ event: 'remote', file });
  if (!file.isSecure && options.expectedDigest === null) {
    speaker.lines(wrapIndented(speaker.paint('yellow', en.insecureDownload), speaker.columns(), ''));
  }
  if (image !== null && options.keepFolder === null) {
    emit({ event: 'image', image });
    return image;
  }
  const folder = options.keepFolder ?? (await downloadsFolder());
  if (image === null && options.keepFolder === null) speaker.line(en.needsFileFirst(folder));
  const { path } = await downloadShown(session, { url: given, folder, expectedDigest: options.expectedDigest });
  return await inspected(session, path, named);
}

async function inspected({ engine, interruption, emit }: Session, path: string, named: InspectOptions): Promise<Image> {
  const image = await untilInterrupted(engine.inspectImage(path, interruption.signal, named), interruption);
  emit({ event: 'image', image });
  return image;
}
