import type { DownloadProgress } from '#contract/download.ts';
import type { Paint } from '../terminal/paint.ts';
import { cutToWidth } from '../text/display-width.ts';
import { en } from '../text/en.ts';
import { percentOf, sizeOfText, sizeText, speedText, timeLeftText } from '../text/format.ts';

const BAR_COLUMNS = 24;
/** `Downloading   45 %  ██████░░  0.74 of 1.65 GB  42.1 MB/s  about 30 s left`, never wider than `columns`. */
export function downloadLine(
  { doneBytes, totalBytes, state }: DownloadProgress,
  bytesPerSec: number | null,
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): string {
  const words = en.downloadStates[state];
  if (totalBytes === null) return cutToWidth(`  ${words}  ${sizeText(doneBytes)}${speedOf(bytesPerSec)}`, columns);
  const percent = percentOf(doneBytes, totalBytes);
  const filled = Math.floor((percent / 100) * BAR_COLUMNS);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_COLUMNS - filled);
  const isMoving = state === 'receiving' && bytesPerSec !== null && bytesPerSec > 0;
  const left = isMoving ? `  ${en.left(timeLeftText(((totalBytes - doneBytes) / bytesPerSec) * 1000))}` : '';
  const amount = sizeOfText(doneBytes, totalBytes);
  const line = cutToWidth(
    `  ${words}  ${String(percent).padStart(3)} %  ${bar}  ${amount}${isMoving ? speedOf(bytesPerSec) : ''}${left}`,
    columns,
  );
  return line.includes(bar) ? line.replace(bar, paint('cyan', bar)) : line;
}

/** One line each time `key` changes; null where there is nothing to say. */
export function downloadStep({
  doneBytes,
  totalBytes,
  state,
}: DownloadProgress): { key: string; words: string } | null {
  if (state !== 'receiving') return { key: state, words: en.downloadStates[state] };
  const words = en.downloadStates.receiving;
  if (totalBytes === null) {
    const step = Math.floor(doneBytes / 1e9);
    return { key: `GB ${step}`, words: `${words}: ${sizeText(doneBytes)}` };
  }
  const percent = percentOf(doneBytes, totalBytes);
  const key = `percent ${Math.floor(percent / 10)}`;
  return { key, words: `${words}: ${percent} %, ${sizeOfText(doneBytes, totalBytes)}` };
}

function speedOf(bytesPerSec: number | null): string {
  return bytesPerSec === null ? '' : `  ${speedText(bytesPerSec)}`;
}
