import { cleanText } from '../text/clean-text.ts';

/** Longest name most file systems take, in bytes, with room for `.part.json` and a number. */
const NAME_MAX_BYTES = 200;
/** Names that Windows takes for devices, with any ending. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

/**
 * The name a downloaded file gets: the one the server gives (RFC 6266 §4.3), else the last part of the address. It can
 * only name a file in the folder it is put in: no separators, control or direction characters, no leading dots, none of
 * the characters and names that Windows refuses, at most 200 bytes with its ending kept. `image` where nothing is left.
 */
export function downloadName(disposition: string | null, url: URL): string {
  const candidates = [named(disposition), unescaped(url.pathname)];
  for (const candidate of candidates) {
    const name = safeName(candidate ?? '');
    if (name !== '') return name;
  }
  return 'image';
}

/** `filename*` goes before `filename`. Sources: RFC 6266 §4.1, RFC 8187 §3.2. */
function named(disposition: string | null): string | null {
  if (disposition === null) return null;
  const extended = /filename\*\s*=\s*(utf-8|iso-8859-1)'[^']*'([^;\s]+)/iu.exec(disposition);
  if (extended?.[2] !== undefined && extended[1]?.toLowerCase() === 'utf-8') return unescaped(extended[2]);
  const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/iu.exec(disposition)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gsu, '$1');
  return /filename\s*=\s*([^;\s"]+)/iu.exec(disposition)?.[1] ?? null;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % stands for itself
  }
}

function safeName(given: string): string {
  const last = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
  const name = cleanText(last)
    .replace(/[<>:"|?*]/gu, '_')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  if (name === '') return '';
  const ending = /(\.[A-Za-z0-9]{1,8}){0,2}$/.exec(name)?.[0] ?? '';
  let stem = DEVICE_NAME.test(name) ? `_${name}` : name;
  stem = stem.slice(0, stem.length - ending.length);
  while (Buffer.byteLength(stem + ending) > NAME_MAX_BYTES) stem = [...stem].slice(0, -1).join('');
  return stem + ending;
}
