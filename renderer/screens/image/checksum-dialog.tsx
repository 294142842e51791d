import { useState } from 'react';
import { failureOf } from '../../host/page-host.ts';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApp, useSend } from '../../state/app-context.tsx';
import type { RefusedExpect } from '../../state/app-state.ts';

interface ChecksumDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks for the value to compare with; empty only computes. */
export function ChecksumDialog({ isOpen, onClose }: ChecksumDialogProps) {
  const { t, say } = useText();
  const { host } = useApp();
  const send = useSend();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Words | null>(null);
  const close = () => {
    setText('');
    setProblem(null);
    onClose();
  };
  const start = async () => {
    if (text.trim() === '') {
      send({ type: 'digest.asked' });
      close();
      return;
    }
    try {
      const answer = await host.call('image.expect', { text, fileName: null });
      if (answer.isAccepted) close();
      else setProblem(expectProblem(answer));
    } catch (reason) {
      close();
      send({ type: 'call.failed', failure: failureOf(reason, 'image.expect') });
    }
  };
  return (
    <Dialog
      title={t('checksum.title')}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button look="primary" onPress={() => void start()}>
            {t('checksum.start')}
          </Button>
        </>
      }
    >
      <p>{t('checksum.text')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <TextField
          label={t('checksum.field')}
          value={text}
          onChange={(value) => {
            setText(value);
            setProblem(null);
          }}
          error={problem === null ? null : say(problem)}
          autoFocus
        />
      </form>
    </Dialog>
  );
}

/** Why a text cannot be used as the expected checksum. */
export function expectProblem({ reason, names }: RefusedExpect): Words {
  if (reason === 'other-algorithm') return ['checksum.otherAlgorithm'];
  return reason === 'other-files' ? ['checksum.otherFiles', { names: { list: names } }] : ['checksum.notAChecksum'];
}
