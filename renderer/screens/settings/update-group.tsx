import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Switch } from '../../parts/switch.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { isJobRunning } from '../../state/screen-of.ts';
import { updateWords } from '../../state/update-words.ts';
import { useUpdate } from '../../state/use-update.ts';
import { Group, Setting } from './setting.tsx';

/** Looking for a newer version: when asked, or now and then where that is allowed. Not there where nothing can be updated. */
export function UpdateGroup() {
  const { t, say } = useText();
  const send = useSend();
  const { update, ask } = useUpdate();
  const version = useAppState(({ info }) => info?.version ?? '');
  const mayLook = useAppState(({ session }) => session?.settings.lookForUpdates ?? false);
  const isRunning = useAppState(isJobRunning);
  if (update === null) return null;
  const isBusy = update.state === 'looking' || update.state === 'downloading';
  const canGet = update.state === 'available' || update.state === 'refused';
  return (
    <Group title={t('settings.updates')}>
      <Setting name={t('settings.version', { version })} help={say(updateWords(update))}>
        {() => (
          <>
            {canGet ? (
              <Button isDisabled={isRunning} onPress={() => ask('update.get')}>
                {t('update.get')}
              </Button>
            ) : null}
            {update.state === 'ready' ? (
              <Button isDisabled={isRunning} onPress={() => ask('update.install')}>
                {t('update.install')}
              </Button>
            ) : null}
            {canGet || update.state === 'ready' ? null : (
              <Button isDisabled={isBusy} onPress={() => ask('update.look')}>
                {t('settings.lookNow')}
              </Button>
            )}
          </>
        )}
      </Setting>
      <Setting name={t('settings.look')} help={t('settings.lookHelp')}>
        {(labels) => (
          <Switch
            {...labels}
            isOn={mayLook}
            onChange={(lookForUpdates) => send({ type: 'settings.changed', changes: { lookForUpdates } })}
          />
        )}
      </Setting>
    </Group>
  );
}
