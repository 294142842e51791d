import { useEffect, useState } from 'react';
import type { Drive } from '#contract/drive.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { sameStickAgain } from '../../state/same-stick-again.ts';

interface ReplugCheckProps {
  /** As it was confirmed. */
  readonly drive: Drive;
  readonly jobId: string;
}

/**
 * Checks a drive once more after it was without power, which empties every cache in it and in this computer. Waits for it to
 * go and for the same stick, told by its serial number, to come back; then the check begins by itself.
 */
export function ReplugCheck({ drive, jobId }: ReplugCheckProps) {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  if (drive.isVirtual || drive.identity.serial === null) return null; // nothing to tell it by
  const name = `${drive.name} …${drive.code}`;
  return (
    <>
      <Button size="small" label={t('replug.buttonOf', { drive: name })} onPress={() => setIsOpen(true)}>
        {t('replug.button')}
      </Button>
      {isOpen ? <ReplugDialog drive={drive} jobId={jobId} name={name} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

interface ReplugDialogProps extends ReplugCheckProps {
  readonly name: string;
  readonly onClose: () => void;
}

function ReplugDialog({ drive, jobId, name, onClose }: ReplugDialogProps) {
  const { t } = useText();
  const send = useSend();
  const [wasGone, setWasGone] = useState(false);
  const listed = useAppState(({ drives }) => (drives.state === 'listed' ? drives.drives : null));
  const again = listed === null ? null : sameStickAgain(drive, listed);
  const isThere = listed === null || again !== null;
  useEffect(() => {
    if (!isThere) setWasGone(true);
    if (wasGone && again !== null) {
      send({ type: 'recheck.asked', driveId: again.id, jobId });
      onClose();
    }
  }, [isThere, wasGone, again, jobId, send, onClose]);
  return (
    <Dialog
      title={t('replug.title')}
      isOpen
      onClose={onClose}
      actions={
        <Button autoFocus onPress={onClose}>
          {t('action.cancel')}
        </Button>
      }
    >
      <p>{t('replug.why')}</p>
      <p aria-live="polite">
        <strong>{t(wasGone || !isThere ? 'replug.plugIn' : 'replug.unplug', { drive: name })}</strong>
      </p>
    </Dialog>
  );
}
