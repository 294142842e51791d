import { useState } from 'react';
import type { Drive } from '#contract/drive.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useSend } from '../../state/app-context.tsx';
import { isRightCode } from '../../state/drive-lock.ts';

interface UnlockDialogProps {
  readonly drive: Drive;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Lifts the lock of one drive for one write, by its code. */
export function UnlockDialog({ drive, isOpen, onClose }: UnlockDialogProps) {
  const { t } = useText();
  const send = useSend();
  const [code, setCode] = useState('');
  const [isWrong, setIsWrong] = useState(false);
  const isInternal = drive.protections.some((protection) => protection.code === 'internal');
  const close = () => {
    setCode('');
    setIsWrong(false);
    onClose();
  };
  const unlock = () => {
    if (!isRightCode(code, drive.code)) {
      setIsWrong(true);
      return;
    }
    send({ type: 'drive.unlocked', driveId: drive.id, code });
    close();
  };
  return (
    <Dialog
      role="alertdialog"
      title={isInternal ? t('unlock.titleInternal') : t('unlock.title')}
      isOpen={isOpen}
      onClose={close}
      actions={
        <>
          <Button autoFocus onPress={close}>
            {t('unlock.keep')}
          </Button>
          <Button look="danger" isDisabled={code.trim() === ''} onPress={unlock}>
            {t('unlock.once')}
          </Button>
        </>
      }
    >
      <p>
        <strong>
          <bdi>{drive.name}</bdi>
        </strong>
      </p>
      <p>{t(isInternal ? 'unlock.textInternal' : 'unlock.textHuge', { code: drive.code })}</p>
      <TextField
        label={t('code.field', { name: drive.name })}
        isLabelHidden
        isCode
        value={code}
        onChange={(value) => {
          setCode(value);
          setIsWrong(false);
        }}
        onBlur={() => setIsWrong(code.trim() !== '' && !isRightCode(code, drive.code))}
        error={isWrong ? t('code.wrong') : null}
      />
    </Dialog>
  );
}
