import { splitMessage, type TranslatedMessage } from './message.ts';

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  b: 'ƀ',
  c: 'ç',
  d: 'ð',
  e: 'é',
  f: 'ƒ',
  g: 'ĝ',
  h: 'ĥ',
  i: 'í',
  j: 'ĵ',
  k: 'ķ',
  l: 'ļ',
  m: 'ɱ',
  n: 'ñ',
  o: 'ó',
  p: 'þ',
  q: 'ɋ',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
  u: 'ú',
  v: 'ṽ',
  w: 'ŵ',
  x: 'ẋ',
  y: 'ý',
  z: 'ž',
};
const STRETCH = 0.6;

/**
 * English made strange: accents, brackets and 1.6 times the length, so that a text that is not from the language
 * files, is built from parts, or does not fit shows in a test. Placeholders stay.
 */
export function pseudoMessage(message: TranslatedMessage): TranslatedMessage {
  if (typeof message === 'string') return pseudoText(message);
  const other = pseudoText(message.other);
  return message.one === undefined ? { other } : { one: pseudoText(message.one), other };
}

function pseudoText(text: string): string {
  const accented = splitMessage(text)
    .map(({ kind, value }) =>
      kind === 'placeholder' ? `{${value}}` : value.replace(/[a-z]/gu, (c) => ACCENTED[c] ?? c),
    )
    .join('');
  const words = 'ẋýž '.repeat(Math.ceil((text.length * STRETCH) / 4)).slice(0, Math.ceil(text.length * STRETCH));
  return `[${accented} ${words.trim()}]`;
}
