import { useText } from '../../i18n/text-context.tsx';
import { Notice } from '../../parts/notice.tsx';

/** What a person does with a written drive, and what this computer may ask meanwhile. */
export function NextSteps() {
  const { t } = useText();
  return (
    <section className="next" aria-labelledby="next">
      <h2 id="next">{t('next.title')}</h2>
      <ol>
        <li>{t('next.plug')}</li>
        <li>{t('next.choose')}</li>
      </ol>
      <Notice tone="info">{t('next.format')}</Notice>
    </section>
  );
}
