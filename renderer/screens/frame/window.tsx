import { useText } from '../../i18n/text-context.tsx';
import { useAppState } from '../../state/app-context.tsx';
import { type Screen, screenOf } from '../../state/screen-of.ts';
import { DropTarget } from '../image/drop-target.tsx';
import { WritePage } from '../image/write-page.tsx';
import { HelpPage } from '../help/help-page.tsx';
import { ElevatingPage } from '../job/elevating-page.tsx';
import { ProgressPage } from '../job/progress-page.tsx';
import { ReceiptPage } from '../receipts/receipt-page.tsx';
import { ReceiptsPage } from '../receipts/receipts-page.tsx';
import { ResultPage } from '../result/result-page.tsx';
import { ReviewPage } from '../review/review-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { Announcer } from './announcer.tsx';
import { DocumentTitle } from './document-title.tsx';
import { EndSignals } from './end-signals.tsx';
import './frame.css';
import { Localised } from './localised.tsx';
import { PasteAddress } from './paste-address.tsx';
import { RefusedPage } from './refused-page.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { Strips } from './strips.tsx';
import { TopBar } from './top-bar.tsx';

/** Everything in the window. */
export function Window() {
  const language = useAppState(({ session }) => session?.settings.language ?? 'system');
  const appearance = useAppState(({ session }) => session?.settings.appearance ?? 'system');
  return (
    <Localised language={language} appearance={appearance}>
      <Frame />
    </Localised>
  );
}

function Frame() {
  const screen = useAppState(screenOf);
  const { t } = useText();
  if (screen === 'refused') return <RefusedPage />;
  return (
    <DropTarget>
      <a className="skip-link" href="#content">
        {t('app.skip')}
      </a>
      <TopBar />
      <Strips />
      <main className={`content content-${screen}`} id="content" tabIndex={-1}>
        {screen === 'starting' ? <h1 className="starting">{t('app.starting')}</h1> : <Page screen={screen} />}
      </main>
      <Announcer />
      <DocumentTitle />
      <EndSignals />
      <Shortcuts />
      <PasteAddress />
    </DropTarget>
  );
}

function Page({ screen }: { readonly screen: Exclude<Screen, 'starting' | 'refused'> }) {
  switch (screen) {
    case 'page':
      return <WritePage />;
    case 'review':
      return <ReviewPage />;
    case 'elevating':
      return <ElevatingPage />;
    case 'progress':
      return <ProgressPage />;
    case 'result':
      return <ResultPage />;
    case 'receipts':
      return <ReceiptsPage />;
    case 'receipt':
      return <ReceiptPage />;
    case 'settings':
      return <SettingsPage />;
    case 'help':
      return <HelpPage />;
    default:
      return screen satisfies never;
  }
}
