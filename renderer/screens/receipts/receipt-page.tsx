import { useEffect, useState } from 'react';
import type { Receipt } from '#contract/job.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CheckIcon, CrossIcon, BackIcon, StopIcon, WarningIcon } from '../../parts/icons.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { resultTone } from '../../state/result-words.ts';
import { isJobRunning } from '../../state/screen-of.ts';
import { KEY_TARGET } from '../frame/shortcuts.tsx';
import { ReceiptDrives } from './receipt-drives.tsx';
import { ReceiptFacts } from './receipt-facts.tsx';
import { RecheckButtons } from './recheck-buttons.tsx';
import { SaveButtons } from './save-buttons.tsx';
import './receipts.css';

const TONE_ICONS = { good: CheckIcon, warning: WarningIcon, danger: CrossIcon, neutral: StopIcon } as const;

/** The record of one job, as a page to read, print, copy and save. */
export function ReceiptPage() {
  const { t } = useText();
  const send = useSend();
  const receipt = useReceipt();
  const hasResult = useAppState(
    ({ job, place }) => job?.stage === 'ended' && place.name === 'receipt' && job.jobId === place.jobId,
  );
  return (
    <div className="page">
      <div className="review-head">
        <span {...{ [KEY_TARGET]: 'back' }}>
          <Button
            look="quiet"
            icon={<BackIcon />}
            onPress={() => send({ type: 'place.chosen', place: { name: hasResult ? 'write' : 'receipts' } })}
          >
            {t('action.back')}
          </Button>
        </span>
        <PageHeading>{t('receipt.title')}</PageHeading>
      </div>
      {receipt === 'none' ? <p className="card drives-empty">{t('receipt.gone')}</p> : null}
      {receipt === null || receipt === 'none' ? null : <Sheet receipt={receipt} />}
    </div>
  );
}

/** null while it is fetched. */
function useReceipt(): Receipt | 'none' | null {
  const { host } = useApp();
  const jobId = useAppState(({ place }) => (place.name === 'receipt' ? place.jobId : null));
  // the receipt of the job on screen is here already, also where it could not be stored
  const own = useAppState(({ job }) => (job?.jobId === jobId ? job?.receipt : null) ?? null);
  const [fetched, setFetched] = useState<Receipt | 'none' | null>(null);
  useEffect(() => {
    if (jobId === null || own !== null) return;
    let isCurrent = true;
    host.call('receipts.get', { jobId }).then(
      (receipt) => isCurrent && setFetched(receipt ?? 'none'),
      () => isCurrent && setFetched('none'),
    );
    return () => {
      isCurrent = false;
    };
  }, [host, jobId, own]);
  return own ?? fetched;
}

function Sheet({ receipt }: { readonly receipt: Receipt }) {
  const { t, locale } = useText();
  const tone = resultTone(receipt);
  const Icon = TONE_ICONS[tone];
  return (
    <>
      <article className="card sheet">
        <header className="sheet-head">
          <span className={`result-outcome tone-${tone}`}>
            <Icon /> {t(`receipt.outcome.${receipt.outcome}`)}
          </span>
          <span className="muted number">{formatDateTime(receipt.endedAt, locale)}</span>
          <p>{t(`receipt.statement.${receipt.outcome}`)}</p>
        </header>
        <ReceiptFacts receipt={receipt} />
        <h2>{t('receipt.drives')}</h2>
        <ReceiptDrives drives={receipt.drives} sizeBytes={receipt.image.sizeBytes} />
      </article>
      <SaveButtons receipt={receipt} />
      <RecheckButtons receipt={receipt} />
      <WriteAgain receipt={receipt} />
    </>
  );
}

/** The same image, no drive ticked. */
function WriteAgain({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useText();
  const send = useSend();
  const isRunning = useAppState(isJobRunning);
  return (
    <div className="actions no-print">
      <Button
        isDisabled={isRunning}
        onPress={() => {
          send({ type: 'result.moreAsked' });
          send({ type: 'image.pathGiven', path: receipt.image.path });
        }}
      >
        {t('receipt.again')}
      </Button>
    </div>
  );
}
