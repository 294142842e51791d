import { useRef, useState } from 'react';
import { failureOf } from '../../host/page-host.ts';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApp, useSend } from '../../state/app-context.tsx';
import { giveTrustFiles } from './give-trust-files.ts';
import { refusalWords } from './trust-remarks.tsx';

interface ChecksumDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks for the value to compare with; empty only computes. */
export function ChecksumDialog({ isOpen, onClose }: ChecksumDialogProps) {
  const { t, say } = useText();
  const app = useApp();
  const { host } = app;
  const send = useSend();
  const chooser = useRef<HTMLInputElement>(null);
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
      else setProblem(refusalWords(answer.reason, answer.names));
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
      <div className="trust-files">
        <p className="muted">{t('checksum.files')}</p>
        <Button onPress={() => chooser.current?.click()}>{t('checksum.chooseFiles')}</Button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = '';
            if (files.length === 0) return;
            close();
            void giveTrustFiles(app, files);
          }}
        />
      </div>
    </Dialog>
  );
}
