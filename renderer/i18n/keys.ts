import type { en } from './en.ts';
import type { Placeholders, TranslatedMessage } from './message.ts';

export type Key = keyof typeof en;

/** What every language must bring: a key missing in one does not compile. */
export type Catalogue = { readonly [K in Key]: TranslatedMessage };

/** The names a message needs; `never` where it has none. */
export type ParamsOf<K extends Key, V> =
  Placeholders<(typeof en)[K]> extends never ? undefined : { readonly [P in Placeholders<(typeof en)[K]>]: V };

/** Keys of messages without placeholders. */
export type PlainKey = { [K in Key]: Placeholders<(typeof en)[K]> extends never ? K : never }[Key];

type Filled = {
  readonly [K in Exclude<Key, PlainKey>]: readonly [
    K,
    { readonly [P in Placeholders<(typeof en)[K]>]: string | number | Words | Amount },
  ];
};

/** A message with its parameters, not yet in a language: what pure code returns instead of a sentence. */
export type Words = readonly [PlainKey] | Filled[keyof Filled];

/** A quantity that each language writes in its own way. */
export type Amount =
  | { readonly sizeBytes: number }
  | { readonly exactBytes: number }
  | { readonly speedBytesPerSec: number }
  | { readonly durationMs: number }
  | { readonly percent: number }
  /** `a, b, and c` */
  | { readonly list: readonly string[] }
  /** `a, b, c`: names of things, also where more follow. */
  | { readonly names: readonly string[] };

/** Language tags with a catalogue of their own. */
export const LANGUAGES = ['en', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];
/** `pseudo` is for tests: accented, longer English that shows texts which were never translated. */
export type Locale = Language | 'pseudo';
