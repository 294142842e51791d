import { failureOf } from '../../host/page-host.ts';
import type { App } from '../../state/app-context.tsx';

/** The host refuses more, and larger ones. */
const FILES_MAX = 16;
const FILE_MAX_BYTES = 1024 * 1024;

/** Gives checksum files, signatures and keys to the host; remarks about them are shown with the image. */
export async function giveTrustFiles({ store, host }: App, files: readonly File[]): Promise<void> {
  const { send } = store;
  const fitting = files.filter(({ size }) => size <= FILE_MAX_BYTES).slice(0, FILES_MAX);
  const tooLarge = files
    .filter((file) => !fitting.includes(file))
    .map(({ name }) => ({ fileName: name, outcome: 'refused', reason: 'unreadable', names: [] }) as const);
  try {
    const given = await Promise.all(fitting.map(async (file) => ({ name: file.name, base64: await base64Of(file) })));
    const outcomes = given.length === 0 ? [] : await host.call('image.addTrust', { files: given });
    send({ type: 'trust.told', outcomes: [...outcomes, ...tooLarge] });
  } catch (reason) {
    const failure = failureOf(reason, 'image.addTrust');
    if (failure.code !== 'HOST_LOST') send({ type: 'call.failed', failure });
  }
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  // in parts: a call takes only so many arguments
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
