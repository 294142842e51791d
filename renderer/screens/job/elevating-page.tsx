import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { ShieldIcon } from '../../parts/icons.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import './job.css';

/** A person decides in a window of the system; there is no limit on how long (ux.md 4.5). */
export function ElevatingPage() {
  const { t } = useText();
  const send = useSend();
  const rights = useAppState(({ job }) => job?.rights ?? null);
  return (
    <div className="page elevating">
      <ShieldIcon size={44} />
      <PageHeading>{t('elevate.title')}</PageHeading>
      <p>{t(rights === 'sudo' ? 'elevate.terminal' : 'elevate.where')}</p>
      <p>
        <strong>{t('elevate.nothing')}</strong>
      </p>
      <Button onPress={() => send({ type: 'stop.asked', driveId: null, how: 'cancel' })}>{t('elevate.stop')}</Button>
    </div>
  );
}
