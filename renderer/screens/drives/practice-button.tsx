import { useState } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Select } from '../../parts/select.tsx';
import { useApp, useSend } from '../../state/app-context.tsx';

const GB = 1e9;
/** Whole sectors, as printed on sticks. */
const SIZES = { '2': 2 * GB, '4': 4 * GB, '8': 8 * GB, '16': 16 * GB, '32': 32 * GB } as const;
type SizeName = keyof typeof SIZES;

/** Makes a file that is treated as a drive: to try everything without a stick. */
export function PracticeButton() {
  const { t, show } = useText();
  const { host } = useApp();
  const send = useSend();
  const [isOpen, setIsOpen] = useState(false);
  const [size, setSize] = useState<SizeName>('8');
  if (!host.abilities.canPractice) return null;
  const close = () => setIsOpen(false);
  return (
    <>
      <Button look="link" size="small" onPress={() => setIsOpen(true)}>
        {t('practice.make')}
      </Button>
      <Dialog
        title={t('practice.title')}
        isOpen={isOpen}
        onClose={close}
        actions={
          <>
            <Button autoFocus onPress={close}>
              {t('action.cancel')}
            </Button>
            <Button
              look="primary"
              onPress={() => {
                send({ type: 'practice.asked', sizeBytes: SIZES[size] });
                close();
              }}
            >
              {t('practice.create')}
            </Button>
          </>
        }
      >
        <p>{t('practice.text')}</p>
        <div className="practice-size">
          <span id="practice-size">{t('practice.size')}</span>
          <Select<SizeName>
            label={t('practice.size')}
            value={size}
            choices={[
              { value: '2', words: show({ sizeBytes: SIZES['2'] }) },
              { value: '4', words: show({ sizeBytes: SIZES['4'] }) },
              { value: '8', words: show({ sizeBytes: SIZES['8'] }) },
              { value: '16', words: show({ sizeBytes: SIZES['16'] }) },
              { value: '32', words: show({ sizeBytes: SIZES['32'] }) },
            ]}
            onChange={setSize}
          />
        </div>
      </Dialog>
    </>
  );
}
