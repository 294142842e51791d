import type { DriveResult } from '#contract/job.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CheckIcon, CrossIcon, EjectIcon, StopIcon, WarningIcon } from '../../parts/icons.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { failureWords } from '../../state/failure-words.ts';
import { ReplugCheck } from './replug-check.tsx';
import { DriveMapView } from './drive-map.tsx';
import { outcomeTone, outcomeWords } from '../../state/result-words.ts';

const ICONS = { good: CheckIcon, warning: WarningIcon, danger: CrossIcon, neutral: StopIcon } as const;

interface ResultDriveProps {
  readonly drive: DriveResult;
  readonly code: string | undefined;
  /** Of the job whose receipt it is in. */
  readonly jobId: string;
  /** Of the image; null where it is not known. */
  readonly sizeBytes: number | null;
}

/** One drive of an ended job: outcome, average speed, and whether it can be unplugged. */
export function ResultDrive({ drive, code, jobId, sizeBytes }: ResultDriveProps) {
  const { t, say } = useText();
  const tone = outcomeTone(drive);
  const confirmed = useAppState(({ job }) => job?.drives.find((one) => one.drive.id === drive.driveId)?.drive);
  const Icon = ICONS[tone];
  // a file on this computer: nothing to unplug
  const isPractice = confirmed?.identity.bus === 'file';
  return (
    <li className="result-drive">
      <p className="result-drive-name">
        <bdi>{drive.name}</bdi> {code === undefined ? null : <span className="mono muted nowrap">…{code}</span>}
      </p>
      <p className={`result-outcome tone-${tone}`}>
        <Icon size={18} /> {say(outcomeWords(drive))}
      </p>
      <p className="number muted">
        {drive.writeBytesPerSec > 0 ? t('result.average', { speed: { speedBytesPerSec: drive.writeBytesPerSec } }) : ''}
      </p>
      {isPractice ? <div /> : <Attachment drive={drive} />}
      {confirmed !== undefined && !isPractice && drive.outcome === 'verified' ? (
        <div className="result-replug">
          <ReplugCheck drive={confirmed} jobId={jobId} />
        </div>
      ) : null}
      {drive.failure === null && drive.badSpots.length > 0 ? (
        <p className="result-mended warning-text">{t('result.mended', { count: drive.badSpots.length })}</p>
      ) : null}
      {drive.failure === null ? <DriveMapView drive={drive} sizeBytes={sizeBytes} /> : null}
    </li>
  );
}

function Attachment({ drive }: { readonly drive: DriveResult }) {
  const { t, say } = useText();
  const send = useSend();
  const ejecting = useAppState((state) => state.ejecting[drive.driveId]);
  if (drive.outcome === 'failed' || drive.outcome === 'cancelled') return <div />;
  if (drive.ejected || ejecting?.state === 'done') return <p className="good-text">{t('result.ejected')}</p>;
  const told = drive.warnings.find((warning) => warning.code === 'EJECT_FAILED');
  const failure = ejecting?.state === 'failed' ? ejecting.failure : told;
  const usedBy = failure?.code === 'EJECT_FAILED' ? failure.params.usedBy : [];
  const words =
    failure === undefined
      ? t('result.notEjected')
      : failure.code !== 'EJECT_FAILED'
        ? say(failureWords(failure, { drive: drive.name }).title)
        : usedBy.length === 0
          ? t('result.inUse')
          : t('result.inUseBy', { programs: { list: usedBy } });
  return (
    <div className="result-eject">
      <span className={failure === undefined ? 'muted' : 'warning-text'}>{words}</span>
      <Button
        size="small"
        icon={<EjectIcon />}
        label={ejecting?.state === 'busy' ? undefined : t('result.ejectOf', { drive: drive.name })}
        isDisabled={ejecting?.state === 'busy'}
        onPress={() => send({ type: 'drive.ejectAsked', driveId: drive.driveId })}
      >
        {ejecting?.state === 'busy' ? t('result.ejecting') : t('result.eject')}
      </Button>
    </div>
  );
}
