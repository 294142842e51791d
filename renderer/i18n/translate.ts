import { en } from './en.ts';
import {
  formatDuration,
  formatExactBytes,
  formatList,
  formatNames,
  formatNumber,
  formatPercent,
  formatSize,
  formatSpeed,
  intlTag,
} from './format.ts';
import { ja } from './ja.ts';
import type { Amount, Catalogue, Key, Locale, ParamsOf, Words } from './keys.ts';
import { pluralForm, splitMessage } from './message.ts';
import { pseudoMessage } from './pseudo.ts';

export type TextValue = string | number | Words | Amount;

/** One language: looks messages up and fills them. */
export interface Translator {
  readonly locale: Locale;
  /** The text of a key with its parameters. */
  t<K extends Key>(key: K, ...params: ParamsOf<K, TextValue> extends undefined ? [] : [ParamsOf<K, TextValue>]): string;
  /** The text of words that pure code made. */
  say(words: Words): string;
  /** A value as it stands in a sentence. */
  show(value: TextValue): string;
  /** The parts of a message in order, for texts with elements in them. */
  parts(key: Key, count?: number): ReturnType<typeof splitMessage>;
}

const catalogues: Readonly<Record<'en' | 'ja', Catalogue>> = { en, ja };

/** The translator of a locale; make it once per change of language. */
export function makeTranslator(locale: Locale): Translator {
  const rules = new Intl.PluralRules(intlTag(locale));
  const message = (key: Key) => (locale === 'pseudo' ? pseudoMessage(en[key]) : catalogues[locale][key]);
  const parts = (key: Key, count?: unknown) => splitMessage(pluralForm(message(key), count, rules));
  const fill = (key: Key, params: Readonly<Record<string, TextValue>> | undefined): string =>
    parts(key, params?.count)
      .map(({ kind, value }) => (kind === 'text' ? value : show(params?.[value] ?? '')))
      .join('');
  const say = ([key, params]: readonly [Key, Readonly<Record<string, TextValue>>?]) => fill(key, params);
  const show = (value: TextValue): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return formatNumber(value, locale);
    if (isWords(value)) return say(value);
    return showAmount(value, locale);
  };
  return { locale, t: (key, ...params) => fill(key, params[0]), say, show, parts };
}

function isWords(value: Words | Amount): value is Words {
  return Array.isArray(value);
}

function showAmount(amount: Amount, locale: Locale): string {
  if ('sizeBytes' in amount) return formatSize(amount.sizeBytes, locale);
  if ('exactBytes' in amount) return formatExactBytes(amount.exactBytes, locale);
  if ('speedBytesPerSec' in amount) return formatSpeed(amount.speedBytesPerSec, locale);
  if ('durationMs' in amount) return formatDuration(amount.durationMs, locale);
  if ('percent' in amount) return formatPercent(amount.percent, locale);
  return 'list' in amount ? formatList(amount.list, locale) : formatNames(amount.names, locale);
}

/** The language for a list of preferred tags, best first: the first one with a catalogue, else English. */
export function chooseLanguage(tags: readonly string[]): 'en' | 'ja' {
  for (const tag of tags) {
    const language = tag.toLowerCase().split('-')[0];
    if (language === 'ja' || language === 'en') return language;
  }
  return 'en';
}
