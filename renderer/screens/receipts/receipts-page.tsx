import { useEffect, useState } from 'react';
import type { AppFailure } from '#contract/errors.ts';
import type { ReceiptEntry } from '#contract/methods.ts';
import { failureOf } from '../../host/page-host.ts';
import { formatDateTime } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { ChevronIcon, ReceiptIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { failureWords } from '../../state/failure-words.ts';
import { matchesSearch } from '../../state/receipt-search.ts';
import { resultTone } from '../../state/result-words.ts';
import './receipts.css';

/** Receipts of finished jobs, newest first. */
export function ReceiptsPage() {
  const { t, say } = useText();
  const { entries, failure } = useReceipts();
  const [search, setSearch] = useState('');
  const shown = entries?.filter((entry) => matchesSearch(entry, search)) ?? [];
  return (
    <div className="page">
      <div className="receipts-head">
        <PageHeading>{t('receipts.title')}</PageHeading>
        {entries !== null && entries.length > 0 ? (
          <TextField
            label={t('receipts.search')}
            isLabelHidden
            placeholder={t('receipts.search')}
            value={search}
            onChange={setSearch}
          />
        ) : null}
      </div>
      {failure === null ? null : (
        <Notice tone="danger">
          {t('receipts.failed')} {say(failureWords(failure).happened)}
        </Notice>
      )}
      {entries !== null && entries.length === 0 ? <p className="card drives-empty">{t('receipts.none')}</p> : null}
      {entries !== null && entries.length > 0 && shown.length === 0 ? (
        <p className="card drives-empty" role="status">
          {t('receipts.noMatch', { text: search })}
        </p>
      ) : null}
      {shown.length > 0 ? (
        <ul className="card receipts-list">
          {shown.map((entry) => (
            <Entry key={entry.jobId} entry={entry} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function useReceipts() {
  const { host } = useApp();
  const revision = useAppState(({ session }) => session?.receiptsRevision ?? 0);
  const isConnected = useAppState(({ connection }) => connection === 'connected');
  const [entries, setEntries] = useState<readonly ReceiptEntry[] | null>(null);
  const [failure, setFailure] = useState<AppFailure | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision means a new list
  useEffect(() => {
    if (!isConnected) return;
    let isCurrent = true;
    host.call('receipts.list', {}).then(
      (found) => {
        if (!isCurrent) return;
        setEntries(found);
        setFailure(null);
      },
      (reason: unknown) => isCurrent && setFailure(failureOf(reason, 'receipts.list')),
    );
    return () => {
      isCurrent = false;
    };
  }, [host, revision, isConnected]);
  return { entries, failure };
}

function Entry({ entry }: { readonly entry: ReceiptEntry }) {
  const { t, locale } = useText();
  const send = useSend();
  const when = formatDateTime(entry.endedAt, locale);
  const names = entry.drives.map(({ name }) => name);
  return (
    <li>
      <button
        type="button"
        className="receipt-row"
        onClick={() => send({ type: 'place.chosen', place: { name: 'receipt', jobId: entry.jobId } })}
      >
        <ReceiptIcon />
        <span className="receipt-row-main">
          <bdi className="receipt-row-image">{entry.imageName}</bdi>
          <span className="muted small">
            {t('receipts.drives', { count: names.length })}: <bdi>{names.join(', ')}</bdi>
          </span>
        </span>
        <span className={`receipt-row-outcome tone-${resultTone(entry)}`}>{t(`receipt.outcome.${entry.outcome}`)}</span>
        <span className="receipt-row-when muted small number">{when}</span>
        <ChevronIcon size={16} />
      </button>
    </li>
  );
}
