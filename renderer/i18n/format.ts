import type { Locale } from './keys.ts';

const KILO = 1000;
const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const KIBI_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** BCP 47 tag for `Intl`; the pseudo-language writes numbers as English does. */
export function intlTag(locale: Locale): string {
  return locale === 'ja' ? 'ja-JP' : 'en';
}

const cache = new Map<string, Intl.NumberFormat>();

/** A number with at most `digits` decimals, in the way of the locale. */
export function formatNumber(value: number, locale: Locale, digits = 0): string {
  const key = `${locale}/${digits}`;
  let format = cache.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(intlTag(locale), { maximumFractionDigits: digits, minimumFractionDigits: 0 });
    cache.set(key, format);
  }
  return format.format(value);
}

/** Size as printed on a drive, decimal: `32 GB`, `1.65 GB`. Three significant digits. */
export function formatSize(sizeBytes: number, locale: Locale): string {
  return scaled({ value: sizeBytes, base: KILO, units: SIZE_UNITS }, locale);
}

/** The same size in binary units, for details: `1.54 GiB`. */
export function formatBinarySize(sizeBytes: number, locale: Locale): string {
  return scaled({ value: sizeBytes, base: 1024, units: KIBI_UNITS }, locale);
}

interface Scale {
  readonly value: number;
  readonly base: number;
  readonly units: readonly string[];
}

function scaled({ value, base, units }: Scale, locale: Locale): string {
  let rest = Math.abs(value);
  let step = 0;
  while (rest >= base * 0.9995 && step < units.length - 1) {
    rest /= base;
    step += 1;
  }
  const digits = step === 0 || rest >= 100 ? 0 : rest >= 10 ? 1 : 2;
  return `${formatNumber(value < 0 ? -rest : rest, locale, digits)} ${units[step] ?? ''}`;
}

/** Exact count with separators and its word: `1,653,604,352 bytes`, `1,653,604,352 バイト`. */
export function formatExactBytes(bytes: number, locale: Locale): string {
  const count = formatNumber(bytes, locale);
  if (locale === 'ja') return `${count} バイト`;
  return bytes === 1 ? `${count} byte` : `${count} bytes`;
}

/** Always MB/s with one decimal, so that a changing figure does not jump between units. */
export function formatSpeed(bytesPerSec: number, locale: Locale): string {
  const megabytes = bytesPerSec / 1e6;
  const digits = megabytes >= 99.95 ? 0 : 1;
  const format = new Intl.NumberFormat(intlTag(locale), {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
  return `${format.format(megabytes)} MB/s`;
}

/** Whole percent, rounded down: 100 is shown only when all is done. */
export function formatPercent(percent: number, locale: Locale): string {
  return `${formatNumber(Math.floor(percent), locale)} %`;
}

/** A clock that runs: `4:12`, `1:04:12`. */
export function formatElapsed(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / SECOND_MS));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const clock = `${hours > 0 ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${clock}` : clock;
}

/** A length of time in words: `3 min 30 s`, `3 分 30 秒`; steps of ten seconds above a minute, of minutes above ten. */
export function formatDuration(durationMs: number, locale: Locale): string {
  const unit =
    locale === 'ja' ? { hour: '時間', minute: '分', second: '秒' } : { hour: 'h', minute: 'min', second: 's' };
  const part = (value: number, name: string) => (value > 0 ? [`${formatNumber(value, locale)} ${name}`] : []);
  if (durationMs >= 10 * MINUTE_MS) {
    const minutes = Math.round(durationMs / MINUTE_MS);
    const hours = Math.floor(minutes / 60);
    return [...part(hours, unit.hour), ...part(minutes % 60, unit.minute)].join(' ');
  }
  if (durationMs >= MINUTE_MS) {
    const seconds = Math.round(durationMs / (10 * SECOND_MS)) * 10;
    return [...part(Math.floor(seconds / 60), unit.minute), ...part(seconds % 60, unit.second)].join(' ');
  }
  const seconds = Math.max(1, Math.round(durationMs / SECOND_MS));
  return `${formatNumber(seconds, locale)} ${unit.second}`;
}

/** Names joined as the language does: `a, b, and c`, `a、b、c`. */
export function formatList(names: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(intlTag(locale), { type: 'conjunction', style: 'long' }).format(names);
}

/** Names side by side, without a word between the last two: `a, b, c`, `a、b、c`. */
export function formatNames(names: readonly string[], locale: Locale): string {
  return names.join(locale === 'ja' ? '、' : ', ');
}

/** Day and time of day, short. `iso` is an ISO 8601 time. */
export function formatDateTime(iso: string, locale: Locale): string {
  return new Intl.DateTimeFormat(intlTag(locale), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** How long ago, in whole days where it is under a week, else the date. */
export function formatDay(atMs: number, nowMs: number, locale: Locale): string {
  const days = Math.round((startOfDay(atMs) - startOfDay(nowMs)) / (24 * HOUR_MS));
  if (days > -7 && days <= 0)
    return new Intl.RelativeTimeFormat(intlTag(locale), { numeric: 'auto' }).format(days, 'day');
  return new Intl.DateTimeFormat(intlTag(locale), { dateStyle: 'medium' }).format(new Date(atMs));
}

function startOfDay(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}
