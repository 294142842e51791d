import type { DriveResult } from '#contract/job.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { failureWords } from '../../state/failure-words.ts';
import { outcomeTone, outcomeWords } from '../../state/result-words.ts';
import { DriveMapView } from '../result/drive-map.tsx';
import { failureContext } from '../failure/failure-context.ts';

interface ReceiptDrivesProps {
  readonly drives: readonly DriveResult[];
  readonly sizeBytes: number | null;
}

/** What happened to each drive, in figures. */
export function ReceiptDrives({ drives, sizeBytes }: ReceiptDrivesProps) {
  return (
    <ul className="sheet-drives">
      {drives.map((drive) => (
        <DriveSheet key={drive.driveId} drive={drive} sizeBytes={sizeBytes} />
      ))}
    </ul>
  );
}

function DriveSheet({ drive, sizeBytes }: { readonly drive: DriveResult; readonly sizeBytes: number | null }) {
  const { t, say, show } = useText();
  const failure =
    drive.failure === null ? null : failureWords(drive.failure, failureContext(drive, drive.name, sizeBytes));
  return (
    <li>
      <h3>
        <bdi>{drive.name}</bdi>
      </h3>
      <Facts isCompact>
        <Fact name={t('receipt.result')}>
          <span className={`tone-${outcomeTone(drive)}`}>{say(outcomeWords(drive))}</span>
        </Fact>
        {failure === null ? null : <Fact name={t('receipt.failure')}>{say(failure.happened)}</Fact>}
        <Fact name={t('receipt.serial')}>
          <bdi className="mono">{drive.maskedSerial ?? t('receipt.unknown')}</bdi>
        </Fact>
        {drive.portPath === null ? null : <Fact name={t('receipt.port')}>{drive.portPath}</Fact>}
        <Fact name={t('receipt.capacity')}>
          <span className="number">{show({ sizeBytes: drive.driveSizeBytes })}</span>
        </Fact>
        <Fact name={t('receipt.written')}>
          <span className="number">
            {t('receipt.inTime', {
              bytes: { exactBytes: drive.writtenBytes },
              time: { durationMs: drive.writeMs + drive.flushMs },
              speed: { speedBytesPerSec: drive.writeBytesPerSec },
            })}
          </span>
        </Fact>
        <Fact name={t('receipt.compared')}>
          <span className="number">
            {drive.verifiedBytes === 0
              ? t('receipt.notCompared')
              : t('receipt.inTime', {
                  bytes: { exactBytes: drive.verifiedBytes },
                  time: { durationMs: drive.verifyMs },
                  speed: { speedBytesPerSec: drive.verifyBytesPerSec },
                })}
          </span>
        </Fact>
        {drive.verifiedBytes > 0 && !drive.isDirect ? (
          <Fact name={t('receipt.note')}>{t('receipt.cached')}</Fact>
        ) : null}
        {drive.retries > 0 ? <Fact name={t('receipt.retries')}>{show(drive.retries)}</Fact> : null}
        {drive.stalledMs > 0 ? <Fact name={t('receipt.paused')}>{show({ durationMs: drive.stalledMs })}</Fact> : null}
      </Facts>
      <DriveMapView drive={drive} sizeBytes={sizeBytes} />
    </li>
  );
}
