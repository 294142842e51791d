import { memo, useState } from 'react';
import type { JobDrive } from '#contract/job-view.ts';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { CheckIcon, CrossIcon, WarningIcon } from '../../parts/icons.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { useAppState } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { drivePercent, namedStallMs } from '../../state/job-figures.ts';
import { outcomeTone, outcomeWords } from '../../state/result-words.ts';
import { FailureView } from '../failure/failure-view.tsx';
import { failureContext } from '../failure/failure-context.ts';

/** One row per drive; each is drawn anew only when its own drive changed. */
export function DriveTable() {
  const { t } = useText();
  const ids = useAppState(driveIds);
  return (
    <div className="card job-drives">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('column.drive')}</th>
            <th scope="col">{t('column.phase')}</th>
            <th scope="col" className="end">
              {t('column.done')}
            </th>
            <th scope="col" className="end">
              {t('column.now')}
            </th>
            <th scope="col" className="end">
              {t('column.average')}
            </th>
          </tr>
        </thead>
        <tbody>
          {ids.split('\n').map((id) => (
            <Row key={id} driveId={id} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function driveIds({ job }: AppState): string {
  return (job?.drives ?? []).map(({ drive }) => drive.id).join('\n');
}

function Row({ driveId }: { readonly driveId: string }) {
  const drive = useAppState(({ job }) => job?.drives.find((one) => one.drive.id === driveId));
  const sizeBytes = useAppState(({ job }) => job?.image.sizeBytes ?? null);
  return drive === undefined ? null : <DriveCells drive={drive} sizeBytes={sizeBytes} />;
}

interface CellsProps {
  readonly drive: JobDrive;
  readonly sizeBytes: number | null;
}

const DriveCells = memo(function Cells({ drive: jobDrive, sizeBytes }: CellsProps) {
  const { t, say, show } = useText();
  const { drive, phase, progress, result } = jobDrive;
  const percent = drivePercent(jobDrive, sizeBytes);
  const name = `${drive.name} …${drive.code}`;
  const words: Words = result === null ? [`phase.${phase}`] : outcomeWords(result);
  const tone =
    result === null
      ? phase === 'verifying' || phase === 'finishing'
        ? 'verify'
        : 'write'
      : ({ good: 'good', warning: 'write', danger: 'danger', neutral: 'idle' } as const)[outcomeTone(result)];
  const moves = result === null && (phase === 'writing' || phase === 'verifying');
  const average = result === null ? (progress?.averageBytesPerSec ?? 0) : result.writeBytesPerSec;
  return (
    <tr className={result?.outcome === 'failed' ? 'job-drive job-drive-failed' : 'job-drive'}>
      <th scope="row">
        <bdi className="job-drive-name">{drive.name}</bdi> <span className="mono muted nowrap">…{drive.code}</span>
      </th>
      <td className="job-drive-phase">
        <OutcomeIcon result={result} /> {say(words)}
      </td>
      <td className="end number">
        {percent === null ? show({ sizeBytes: progress?.doneBytes ?? 0 }) : show({ percent })}
      </td>
      <td className="end number nowrap">{moves ? show({ speedBytesPerSec: progress?.speedBytesPerSec ?? 0 }) : '–'}</td>
      <td className="end number nowrap">{average > 0 ? show({ speedBytesPerSec: average }) : '–'}</td>
      <td className="job-drive-bar">
        <ProgressBar
          label={t('progress.ofDrive', { drive: name })}
          percent={percent}
          valueText={
            percent === null ? say(words) : t('progress.value', { percent: Math.floor(percent), phase: words })
          }
          tone={tone}
        />
        <Why drive={jobDrive} />
        {result?.failure == null ? null : <FailureLink drive={jobDrive} sizeBytes={sizeBytes} />}
      </td>
    </tr>
  );
});

function OutcomeIcon({ result }: Pick<JobDrive, 'result'>) {
  if (result === null) return null;
  if (result.outcome === 'verified') return <CheckIcon size={16} />;
  return result.outcome === 'failed' ? <CrossIcon size={16} /> : <WarningIcon size={16} />;
}

/** What holds it back, or that it is being waited for. */
function Why({ drive }: { readonly drive: JobDrive }) {
  const { t } = useText();
  const stalledMs = namedStallMs(drive);
  if (stalledMs !== null) {
    return (
      <p className="warning-text small">
        {t('progress.waitingFor', {
          drive: `${drive.drive.name} …${drive.drive.code}`,
          seconds: Math.floor(stalledMs / 1000),
        })}
      </p>
    );
  }
  const { bottleneck, progress, result } = drive;
  if (result === null && progress !== null && progress.retries > 0) {
    return <p className="warning-text small">{t('why.rewritten', { count: progress.retries })}</p>;
  }
  if (bottleneck === null || result !== null) return null;
  const key = { 'usb-port': 'why.usb2', decoder: 'why.decode', drive: 'why.drive', download: 'why.download' } as const;
  return <p className="muted small">{t(key[bottleneck])}</p>;
}

/** The failure of one drive while the others go on. */
function FailureLink({ drive, sizeBytes }: CellsProps) {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const { result } = drive;
  if (result?.failure == null) return null;
  return (
    <>
      <Button look="link" size="small" onPress={() => setIsOpen(true)}>
        {t('job.seeError')}
      </Button>
      <Dialog
        title={t('failure.list')}
        isOpen={isOpen}
        onClose={close}
        width="wide"
        actions={
          <Button autoFocus onPress={close}>
            {t('action.close')}
          </Button>
        }
      >
        <FailureView
          failure={result.failure}
          context={failureContext(result, `${drive.drive.name} …${drive.drive.code}`, sizeBytes)}
          level={3}
        />
      </Dialog>
    </>
  );
}
