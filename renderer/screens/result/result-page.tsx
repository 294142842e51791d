import type { DriveResult, Receipt } from '#contract/job.ts';
import type { AppFailure } from '#contract/errors.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CheckIcon, CrossIcon, StopIcon, WarningIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { type ResultTone, resultStatement, resultTone, resultWords } from '../../state/result-words.ts';
import { FailureView } from '../failure/failure-view.tsx';
import { failureContext } from '../failure/failure-context.ts';
import { DriveMapView } from './drive-map.tsx';
import { NextSteps } from './next-steps.tsx';
import './result.css';
import { ResultDrive } from './result-drive.tsx';

const TONE_ICONS = { good: CheckIcon, warning: WarningIcon, danger: CrossIcon, neutral: StopIcon } as const;

/** How the job ended: the outcome in words, each drive, what went wrong, and what comes next (ux.md 4.7, 4.8). */
export function ResultPage() {
  const job = useAppState((state) => state.job);
  if (job?.receipt == null) return null;
  const codes = new Map(job.drives.map(({ drive }) => [drive.id, drive.code]));
  return <Result receipt={job.receipt} receiptFailure={job.receiptFailure} codes={codes} />;
}

interface ResultProps {
  readonly receipt: Receipt;
  readonly receiptFailure: AppFailure | null;
  readonly codes: ReadonlyMap<string, string>;
}

const ORDER = { failed: 0, cancelled: 1, unverified: 2, verified: 3 } as const;

function Result({ receipt, receiptFailure, codes }: ResultProps) {
  const { t } = useText();
  const send = useSend();
  // those that need the person come first
  const drives = [...receipt.drives].sort((one, other) => ORDER[one.outcome] - ORDER[other.outcome]);
  const failed = drives.filter((drive) => drive.failure !== null && drive.outcome === 'failed');
  const isUsable = drives.some(({ outcome }) => outcome === 'verified' || outcome === 'unverified');
  return (
    <div className="page result">
      <Headline receipt={receipt} />
      {receiptFailure === null ? null : <Notice tone="warning">{t('result.warningStored')}</Notice>}
      {receipt.failure === null ? null : (
        <div className="card result-failure">
          <FailureView
            failure={receipt.failure}
            level={2}
            actions={
              receipt.failure.retry === 'never' || codes.size === 0 ? undefined : (
                <Button onPress={() => send({ type: 'result.retryAsked', driveIds: [...codes.keys()] })}>
                  {t('review.again')}
                </Button>
              )
            }
          />
        </div>
      )}
      {failed.map((drive) => (
        <div key={drive.driveId} className="card result-failure">
          <DriveFailure drive={drive} receipt={receipt} code={codes.get(drive.driveId)} />
        </div>
      ))}
      {drives.length > 0 ? (
        <ul className="card result-drives" aria-label={t('result.drives')}>
          {drives.map((drive) => (
            <ResultDrive
              key={drive.driveId}
              drive={drive}
              code={codes.get(drive.driveId)}
              sizeBytes={receipt.image.sizeBytes}
              jobId={receipt.jobId}
            />
          ))}
        </ul>
      ) : null}
      <Actions receipt={receipt} />
      {isUsable ? <NextSteps system={receipt.image.system} /> : null}
    </div>
  );
}

function Headline({ receipt }: { readonly receipt: Receipt }) {
  const { say } = useText();
  const tone: ResultTone = resultTone(receipt);
  const Icon = TONE_ICONS[tone];
  const statement = resultStatement(receipt);
  return (
    <div className={`result-head result-${tone}`}>
      <span className="result-icon">
        <Icon size={26} />
      </span>
      <div>
        <PageHeading>{say(resultWords(receipt))}</PageHeading>
        {statement === null ? null : <p>{say(statement)}</p>}
        <p className="muted">
          <bdi>{receipt.image.name}</bdi>
        </p>
      </div>
    </div>
  );
}

interface DriveFailureProps {
  readonly drive: DriveResult;
  readonly receipt: Receipt;
  readonly code: string | undefined;
}

function DriveFailure({ drive, receipt, code }: DriveFailureProps) {
  const { t } = useText();
  const send = useSend();
  if (drive.failure === null) return null;
  const name = code === undefined ? drive.name : `${drive.name} …${code}`;
  return (
    <>
      <FailureView
        failure={drive.failure}
        context={failureContext(drive, name, receipt.image.sizeBytes)}
        level={2}
        actions={
          <>
            {drive.continueBytes > 0 ? (
              <Button
                look="primary"
                onPress={() => send({ type: 'result.retryAsked', driveIds: [drive.driveId], isContinued: true })}
              >
                {t('failure.continue')}
              </Button>
            ) : null}
            {drive.failure.code === 'DRIVE_FALSE_CAPACITY' ? null : (
              <Button onPress={() => send({ type: 'result.retryAsked', driveIds: [drive.driveId] })}>
                {t('failure.again')}
              </Button>
            )}
            <Button onPress={() => send({ type: 'result.moreAsked' })}>{t('failure.otherDrive')}</Button>
          </>
        }
      />
      <DriveMapView drive={drive} sizeBytes={receipt.image.sizeBytes} />
    </>
  );
}

function Actions({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useText();
  const send = useSend();
  const open = () => send({ type: 'place.chosen', place: { name: 'receipt', jobId: receipt.jobId } });
  const again = receipt.drives.filter(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
  const isGood = receipt.outcome === 'verified' || receipt.outcome === 'unverified';
  const begun = again.filter(({ continueBytes }) => continueBytes > 0);
  return (
    <div className="actions result-actions">
      <Button look={isGood ? 'primary' : 'plain'} size="large" onPress={() => send({ type: 'result.moreAsked' })}>
        {t('result.more')}
      </Button>
      {begun.length > 0 && receipt.outcome === 'cancelled' ? (
        <Button
          size="large"
          onPress={() =>
            send({ type: 'result.retryAsked', driveIds: begun.map(({ driveId }) => driveId), isContinued: true })
          }
        >
          {t('result.continue', { count: begun.length })}
        </Button>
      ) : null}
      {again.length > 1 || (again.length === 1 && receipt.outcome === 'cancelled') ? (
        <Button
          size="large"
          onPress={() => send({ type: 'result.retryAsked', driveIds: again.map(({ driveId }) => driveId) })}
        >
          {t(receipt.outcome === 'cancelled' ? 'result.retryStopped' : 'result.retryFailed')}
        </Button>
      ) : null}
      <Button size="large" onPress={() => send({ type: 'result.newImageAsked' })}>
        {t('result.newImage')}
      </Button>
      <Button size="large" onPress={open}>
        {t('result.viewReceipt')}
      </Button>
    </div>
  );
}
