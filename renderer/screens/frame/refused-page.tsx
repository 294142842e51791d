import { useText } from '../../i18n/text-context.tsx';
import { Sign } from '../../parts/wordmark.tsx';
import './frame.css';

/** The host does not know this page: only the address from the terminal helps. */
export function RefusedPage() {
  const { t } = useText();
  return (
    <main className="lone-page">
      <Sign size={40} />
      <h1>{t('token.title')}</h1>
      <p>{t('token.text')}</p>
      <p className="muted">{t('token.how')}</p>
    </main>
  );
}
