import { useEffect } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useApp, useAppState } from '../../state/app-context.tsx';
import { stopWords } from '../../state/stop-words.ts';

interface StopDialogProps {
  /** null: the whole job. */
  readonly driveId: string | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks before stopping; the job goes on while it is open, and the words follow the phase. */
export function StopDialog({ driveId, isOpen, onClose }: StopDialogProps) {
  const { say } = useText();
  const { store } = useApp();
  // compared by their text: a snapshot a second must not draw the dialog anew
  const key = useAppState(({ job }) => JSON.stringify(job === null ? null : stopWords(job, driveId)));
  const current = store.api.getState().job;
  const words = key === 'null' || current === null ? null : stopWords(current, driveId);
  const isGone = words === null;
  useEffect(() => {
    if (isOpen && isGone) onClose();
  }, [isOpen, isGone, onClose]);
  if (words === null) return null;
  return (
    <Dialog
      role="alertdialog"
      title={say(words.title)}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {say(words.keep)}
          </Button>
          <Button
            look="danger"
            onPress={() => {
              store.send({ type: 'stop.asked', driveId, how: words.how });
              onClose();
            }}
          >
            {say(words.stop)}
          </Button>
        </>
      }
    >
      <p>{say(words.text)}</p>
    </Dialog>
  );
}
