import type { Receipt } from '#contract/job.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { drivesOfReceipt } from '../../state/same-stick-again.ts';
import { isJobRunning } from '../../state/screen-of.ts';

/** Proves from the receipt alone that a drive is unchanged; for each of its drives that is plugged in. */
export function RecheckButtons({ receipt }: { readonly receipt: Receipt }) {
  const { t } = useText();
  const send = useSend();
  const isRunning = useAppState(isJobRunning);
  const listed = useAppState(({ drives }) => (drives.state === 'listed' ? drives.drives : null));
  if (receipt.image.sha256 === null || receipt.image.sizeBytes === null) return null;
  const found = listed === null ? [] : drivesOfReceipt(receipt.drives, listed);
  return (
    <section className="recheck no-print" aria-labelledby="recheck">
      <h2 id="recheck">{t('recheck.title')}</h2>
      <p className="muted">{t('recheck.proves')}</p>
      {found.length === 0 ? <p>{t('recheck.plugIn')}</p> : null}
      <div className="actions">
        {found.map((drive) => (
          <Button
            key={drive.id}
            isDisabled={isRunning}
            onPress={() => send({ type: 'recheck.asked', driveId: drive.id, jobId: receipt.jobId })}
          >
            {t('recheck.button', { drive: `${drive.name} …${drive.code}` })}
          </Button>
        ))}
      </div>
    </section>
  );
}
