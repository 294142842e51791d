import { useText } from '../../i18n/text-context.tsx';
import type { PlainKey } from '../../i18n/keys.ts';
import { PageHeading } from '../../parts/page-heading.tsx';
import { Sign } from '../../parts/wordmark.tsx';
import { useAppState } from '../../state/app-context.tsx';
import '../settings/settings.css';
import '../failure/failure.css';
import './help.css';
import { LogSection } from './log-section.tsx';

interface Shortcut {
  readonly keys: readonly string[];
  readonly does: PlainKey;
}

/** What people ask most, the keys, and what this program is. */
export function HelpPage() {
  const { t } = useText();
  const version = useAppState(({ info }) => info?.version ?? '');
  const command = useAppState(({ info }) => (info?.platform === 'darwin' ? '⌘' : 'Ctrl'));
  return (
    <div className="page help">
      <PageHeading>{t('help.title')}</PageHeading>
      <section className="card help-topics">
        <Topic title="help.start" text="help.startText" />
        <Topic title="help.format" text="help.formatText" />
        <Topic title="help.windows" text="help.windowsText" />
      </section>
      <section className="settings-group" aria-labelledby="keys">
        <h2 id="keys">{t('help.shortcuts')}</h2>
        <div className="card help-keys">
          <table>
            <thead className="visually-hidden">
              <tr>
                <th scope="col">{t('help.key')}</th>
                <th scope="col">{t('help.does')}</th>
              </tr>
            </thead>
            <tbody>
              {shortcuts(command).map(({ keys, does }) => (
                <tr key={does}>
                  <th scope="row">
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </th>
                  <td>{t(does)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <LogSection />
      <section className="help-about" aria-labelledby="about">
        <Sign size={40} />
        <div>
          <h2 id="about">{t('help.about')}</h2>
          <p>{t('help.aboutText')}</p>
          <p className="muted number">{t('help.version', { version })}</p>
          <p className="muted">{t('help.licence')}</p>
        </div>
      </section>
    </div>
  );
}

function Topic({ title, text }: { readonly title: PlainKey; readonly text: PlainKey }) {
  const { t } = useText();
  return (
    <div className="help-topic">
      <h2>{t(title)}</h2>
      <p>{t(text)}</p>
    </div>
  );
}

/** Keys are named as they are printed on keyboards: the same in every language. */
function shortcuts(command: string): readonly Shortcut[] {
  return [
    { keys: [`${command}+O`], does: 'help.keyOpen' },
    { keys: [`${command}+L`], does: 'help.keyUrl' },
    { keys: [`${command}+K`], does: 'help.keyCatalogue' },
    { keys: [`${command}+D`], does: 'help.keyDrives' },
    { keys: ['Space'], does: 'help.keyTick' },
    { keys: ['→', '←'], does: 'help.keyDetails' },
    { keys: ['F5'], does: 'help.keyRescan' },
    { keys: [`${command}+Enter`], does: 'help.keyReview' },
    { keys: [`${command}+.`], does: 'help.keyStop' },
    { keys: ['Esc'], does: 'help.keyEscape' },
    { keys: [`${command === '⌘' ? '⌥' : 'Alt'}+1`], does: 'help.keyWrite' },
    { keys: [`${command === '⌘' ? '⌥' : 'Alt'}+2`], does: 'help.keyReceipts' },
    { keys: [`${command}+,`], does: 'help.keySettings' },
    { keys: ['F1', '?'], does: 'help.keyHelp' },
  ];
}
