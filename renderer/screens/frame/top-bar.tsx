import type { ReactNode } from 'react';
import type { Settings } from '#contract/settings.ts';
import { useText } from '../../i18n/text-context.tsx';
import { HelpIcon, LanguageIcon, ReceiptIcon, SettingsIcon, WriteIcon } from '../../parts/icons.tsx';
import { Select } from '../../parts/select.tsx';
import { Sign } from '../../parts/wordmark.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import type { Place } from '../../state/app-state.ts';

/** Places on the left, language, settings and help on the right. */
export function TopBar() {
  const { t } = useText();
  return (
    <header className="top-bar">
      <div className="top-bar-inner">
        <span className="wordmark">
          <Sign size={26} />
          <span className="wordmark-name">{t('app.name')}</span>
        </span>
        <nav className="places" aria-label={t('app.places')}>
          <PlaceButton place={{ name: 'write' }} icon={<WriteIcon />}>
            {t('app.write')}
          </PlaceButton>
          <PlaceButton place={{ name: 'receipts' }} icon={<ReceiptIcon />}>
            {t('app.receipts')}
          </PlaceButton>
          <span className="places-gap" />
          <LanguageChoice />
          <PlaceButton place={{ name: 'settings' }} icon={<SettingsIcon />}>
            {t('app.settings')}
          </PlaceButton>
          <PlaceButton place={{ name: 'help' }} icon={<HelpIcon />}>
            {t('app.help')}
          </PlaceButton>
        </nav>
      </div>
    </header>
  );
}

interface PlaceButtonProps {
  readonly place: Extract<Place, { name: 'write' | 'receipts' | 'settings' | 'help' }>;
  readonly icon: ReactNode;
  readonly children: string;
}

function PlaceButton({ place, icon, children }: PlaceButtonProps) {
  const send = useSend();
  const isHere = useAppState((state) => state.place.name === place.name);
  const isAbove = useAppState((state) => state.place.name === 'receipt' && place.name === 'receipts');
  return (
    <button
      type="button"
      className="place"
      aria-current={isHere || isAbove ? 'page' : undefined}
      onClick={() => send({ type: 'place.chosen', place })}
    >
      {icon}
      <span className="place-words">{children}</span>
    </button>
  );
}

function LanguageChoice() {
  const { t, locale } = useText();
  const send = useSend();
  const language = useAppState(({ session }) => session?.settings.language ?? 'system');
  return (
    <span className="top-language">
      <Select<Settings['language']>
        label={t('app.language')}
        look="quiet"
        icon={<LanguageIcon size={18} />}
        value={language}
        shown={locale === 'ja' ? { words: '日本語', lang: 'ja' } : { words: 'English', lang: 'en' }}
        choices={languageChoices(t('settings.system'))}
        onChange={(value) => send({ type: 'settings.changed', changes: { language: value } })}
      />
    </span>
  );
}

/** Languages are named in themselves, so that a person finds their own. */
export function languageChoices(system: string) {
  return [
    { value: 'system', words: system },
    { value: 'en', words: 'English', lang: 'en' },
    { value: 'ja', words: '日本語', lang: 'ja' },
  ] as const;
}
