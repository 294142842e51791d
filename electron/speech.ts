import type { Settings } from '#contract/settings.ts';
import { chooseLanguage, makeTranslator, type Translator } from '#renderer/i18n/translate.ts';
import { en } from './text/en.ts';
import { ja } from './text/ja.ts';
import type { DesktopWords } from './text/words.ts';

export type Language = 'en' | 'ja';

/** What the desktop says, in the language of the settings. */
export interface Speech {
  readonly language: Language;
  readonly words: DesktopWords;
  /** Sentences of the page, for what is said outside of it too. */
  readonly say: Translator['say'];
}

/** `systemTags` are the languages a person prefers, best first. */
export function speechFor(wanted: Settings['language'], systemTags: readonly string[]): Speech {
  const language = wanted === 'system' ? chooseLanguage(systemTags) : wanted;
  return { language, words: language === 'ja' ? ja : en, say: makeTranslator(language).say };
}
