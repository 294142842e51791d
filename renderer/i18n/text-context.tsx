import { createContext, Fragment, isValidElement, type ReactElement, useContext } from 'react';
import type { Key, Locale, ParamsOf } from './keys.ts';
import { makeTranslator, type TextValue, type Translator } from './translate.ts';

const TextContext = createContext<Translator>(makeTranslator('en'));

export const TextProvider = TextContext.Provider;

/** The language of the page. */
export function useText(): Translator {
  return useContext(TextContext);
}

const translators = new Map<Locale, Translator>();

/** One translator per language for the life of the page. */
export function translatorFor(locale: Locale): Translator {
  const known = translators.get(locale) ?? makeTranslator(locale);
  translators.set(locale, known);
  return known;
}

type RichValue = TextValue | ReactElement;

/** A message with elements at its placeholders. */
export function Rich<K extends Key>({ k, params }: { readonly k: K; readonly params: ParamsOf<K, RichValue> }) {
  const { parts, show } = useText();
  const values: Readonly<Record<string, RichValue>> = params ?? {};
  const count = values.count;
  return parts(k, typeof count === 'number' ? count : undefined).map(({ kind, value }, at) => {
    const filled = kind === 'text' ? value : (values[value] ?? '');
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never change their order
    return <Fragment key={at}>{isValidElement(filled) ? filled : show(filled)}</Fragment>;
  });
}
