/** A text with `{name}` placeholders; English has two plural forms, chosen by `{count}`. */
export type Message = string | { readonly one: string; readonly other: string };

/** The forms other languages may have; each language brings those that `Intl.PluralRules` names for it. */
export type TranslatedMessage = string | { readonly one?: string; readonly other: string };

type PlaceholdersOfText<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholdersOfText<Rest>
  : never;

/** The names of the placeholders in a message, as a union of string literals. */
export type Placeholders<M> = M extends string
  ? PlaceholdersOfText<M>
  : M extends { readonly other: infer Other extends string }
    ? PlaceholdersOfText<Other> | 'count'
    : never;

export interface TextPart {
  readonly kind: 'text' | 'placeholder';
  readonly value: string;
}

const PARTS = /\{(\w+)\}|[^{]+|\{/gu;

/** Cuts a text at its placeholders: `a {b}` → text `a `, placeholder `b`. */
export function splitMessage(text: string): readonly TextPart[] {
  return Array.from(text.matchAll(PARTS), ([whole, name]) =>
    name === undefined ? { kind: 'text', value: whole } : { kind: 'placeholder', value: name },
  );
}

/** The plural form for a count, in a locale; plain texts have one form. */
export function pluralForm(message: TranslatedMessage, count: unknown, rules: Intl.PluralRules): string {
  if (typeof message === 'string') return message;
  const isOne = typeof count === 'number' && rules.select(count) === 'one';
  return isOne ? (message.one ?? message.other) : message.other;
}
