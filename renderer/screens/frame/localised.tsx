import { type ReactNode, useLayoutEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Settings } from '#contract/settings.ts';
import type { Locale } from '../../i18n/keys.ts';
import { TextProvider, translatorFor } from '../../i18n/text-context.tsx';
import { chooseLanguage } from '../../i18n/translate.ts';

interface LocalisedProps {
  readonly language: Settings['language'];
  readonly appearance: Settings['appearance'];
  readonly children: ReactNode;
}

/** Language and appearance of everything inside, and of the document. */
export function Localised({ language, appearance, children }: LocalisedProps) {
  const locale = localeFor(language);
  useLayoutEffect(() => {
    document.documentElement.lang = locale === 'pseudo' ? 'en' : locale;
  }, [locale]);
  useLayoutEffect(() => {
    if (appearance === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = appearance;
  }, [appearance]);
  return (
    <TextProvider value={translatorFor(locale)}>
      <I18nProvider locale={locale === 'ja' ? 'ja-JP' : 'en-US'}>{children}</I18nProvider>
    </TextProvider>
  );
}

/** `?lang=pseudo` shows the language of tests; otherwise the setting, then the system. */
function localeFor(language: Settings['language']): Locale {
  if (new URLSearchParams(location.search).get('lang') === 'pseudo') return 'pseudo';
  return language === 'system' ? chooseLanguage(navigator.languages) : language;
}
