/** Decimal units, as printed on drives (ux.md 11). */
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const UNIT_STEP = 1000;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Above this the time left is told in whole minutes, below it in steps of ten seconds (ux.md 8). */
const COARSE_FROM_MS = 10 * MINUTE_MS;
const FINE_STEP_MS = 10 * SECOND_MS;

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A whole number with separators: `1,653,604,352`. */
export function countText(count: number): string {
  return grouped.format(count);
}

/** Exact bytes: `1,653,604,352 bytes`. */
export function bytesText(sizeBytes: number): string {
  return sizeBytes === 1 ? '1 byte' : `${countText(sizeBytes)} bytes`;
}

/** A size for people: three digits, decimal unit, no trailing zeros: `32 GB`, `1.65 GB`, `512 bytes`. */
export function sizeText(sizeBytes: number): string {
  if (sizeBytes < UNIT_STEP) return bytesText(sizeBytes);
  const index = unitIndexOf(sizeBytes);
  return `${inUnit(sizeBytes, index)} ${UNITS[index] ?? ''}`;
}

/** Two sizes in one unit: `1.92 of 3.31 GB`. */
export function sizeOfText(doneBytes: number, totalBytes: number): string {
  if (totalBytes < UNIT_STEP) return `${doneBytes} of ${bytesText(totalBytes)}`;
  const index = unitIndexOf(totalBytes);
  const decimals = inUnit(totalBytes, index).split('.')[1]?.length ?? 0;
  const done = (doneBytes / UNIT_STEP ** index).toFixed(decimals);
  return `${done} of ${inUnit(totalBytes, index)} ${UNITS[index] ?? ''}`;
}

/** A speed in decimal megabytes: `41.2 MB/s`; from 100 on without decimals. */
export function speedText(bytesPerSec: number): string {
  const megabytes = bytesPerSec / UNIT_STEP ** 2;
  return megabytes < 99.95 ? `${megabytes.toFixed(1)} MB/s` : `${countText(megabytes)} MB/s`;
}

/** Whole percent, rounded down so that 100 means all of it. */
export function percentOf(doneBytes: number, totalBytes: number): number {
  if (totalBytes <= 0) return 100;
  return Math.max(0, Math.min(100, Math.floor((doneBytes / totalBytes) * 100)));
}

/** An estimate in the words of ux.md 8: `about 12 min`, `about 3 min 30 s`, `less than 10 s`. */
export function timeLeftText(etaMs: number): string {
  if (etaMs < FINE_STEP_MS) return 'less than 10 s';
  if (etaMs <= COARSE_FROM_MS) return `about ${partsText(Math.ceil(etaMs / FINE_STEP_MS) * FINE_STEP_MS)}`;
  return `about ${partsText(Math.round(etaMs / MINUTE_MS) * MINUTE_MS)}`;
}

/** A time that has passed, as on a clock: `4:12`, `1:04:12`. */
export function elapsedText(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / SECOND_MS);
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(value).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A duration in a sentence: `8 s`, `3 min 20 s`, `1 h 4 min`; under a second `less than 1 s`. */
export function durationText(durationMs: number): string {
  return durationMs < SECOND_MS ? 'less than 1 s' : partsText(durationMs);
}

function partsText(durationMs: number): string {
  const hours = Math.floor(durationMs / HOUR_MS);
  const minutes = Math.floor((durationMs % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((durationMs % MINUTE_MS) / SECOND_MS);
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes > 0) return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
  return `${seconds} s`;
}

/** The unit in which the value reads as less than 1000, also after rounding to three digits. */
function unitIndexOf(sizeBytes: number): number {
  let index = 0;
  while (index < UNITS.length - 1 && Number((sizeBytes / UNIT_STEP ** index).toPrecision(3)) >= UNIT_STEP) index += 1;
  return index;
}

function inUnit(sizeBytes: number, index: number): string {
  return String(Number((sizeBytes / UNIT_STEP ** index).toPrecision(3)));
}
