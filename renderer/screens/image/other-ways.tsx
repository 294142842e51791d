import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { useSend } from '../../state/app-context.tsx';

/** The ways to an image besides a file of this computer. */
export function OtherWays() {
  const { t } = useText();
  const send = useSend();
  return (
    <>
      <Button onPress={() => send({ type: 'url.formOpened', url: '' })}>{t('url.open')}</Button>
      <Button onPress={() => send({ type: 'catalogue.opened' })}>{t('catalogue.open')}</Button>
    </>
  );
}
