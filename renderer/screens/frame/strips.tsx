import { Rich, useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { failureWords } from '../../state/failure-words.ts';
import { isJobRunning } from '../../state/screen-of.ts';
import { updateWords } from '../../state/update-words.ts';
import { useUpdate } from '../../state/use-update.ts';

/** Sentences under the top bar that hold for every screen. */
export function Strips() {
  const { t } = useText();
  const info = useAppState((state) => state.info);
  return (
    <aside aria-label={t('strip.label')}>
      <LostStrip />
      {info?.isRemote === true ? (
        <p className="strip strip-info">
          <Rich k="strip.otherComputer" params={{ host: <bdi className="strong">{info.machineName}</bdi> }} />
        </p>
      ) : null}
      {info?.isDemo === true ? <DemoStrip /> : null}
      <JobStrip />
      <UpdateStrip />
      <FailureStrip />
    </aside>
  );
}

function DemoStrip() {
  const { t } = useText();
  return <p className="strip strip-info">{t('strip.demo')}</p>;
}

function LostStrip() {
  const { t } = useText();
  const { host } = useApp();
  const isLost = useAppState((state) => state.connection === 'lost');
  const isRunning = useAppState(isJobRunning);
  const machine = useAppState((state) => (state.info?.isRemote === true ? state.info.machineName : null));
  if (!isLost) return null;
  const name = machine ?? t('strip.thisComputer');
  return (
    <div className="strip strip-danger" role="alert">
      <p>
        {isRunning ? t('strip.lost', { host: name }) : t('strip.lostIdle', { host: name })} {t('strip.retrying')}
      </p>
      {host.reconnect === undefined ? null : (
        <Button size="small" onPress={host.reconnect}>
          {t('strip.reconnect')}
        </Button>
      )}
    </div>
  );
}

/** A job goes on while the person reads another place. */
function JobStrip() {
  const { t } = useText();
  const send = useSend();
  const isElsewhere = useAppState((state) => isJobRunning(state) && state.place.name !== 'write');
  const image = useAppState((state) => state.job?.image.name ?? '');
  if (!isElsewhere) return null;
  return (
    <div className="strip strip-info">
      <p>{t('strip.otherPlace', { what: image })}</p>
      <Button size="small" onPress={() => send({ type: 'place.chosen', place: { name: 'write' } })}>
        {t('strip.show')}
      </Button>
    </div>
  );
}

/** A newer version: told, never pressed upon anyone, and quiet while a job runs. */
function UpdateStrip() {
  const { t, say } = useText();
  const { update, ask } = useUpdate();
  const isRunning = useAppState(isJobRunning);
  const isTold = update?.state === 'available' || update?.state === 'downloading' || update?.state === 'ready';
  if (!isTold || isRunning) return null;
  return (
    <div className="strip strip-info">
      <p role="status">{say(updateWords(update))}</p>
      {update.state === 'available' ? (
        <Button size="small" onPress={() => ask('update.get')}>
          {t('update.get')}
        </Button>
      ) : null}
      {update.state === 'ready' ? (
        <Button size="small" onPress={() => ask('update.install')}>
          {t('update.install')}
        </Button>
      ) : null}
      {update.state === 'downloading' ? null : (
        <Button size="small" look="quiet" onPress={() => ask('update.refuse')}>
          {t('update.later')}
        </Button>
      )}
    </div>
  );
}

/** A failure that belongs to no screen. */
function FailureStrip() {
  const { t, say } = useText();
  const send = useSend();
  const failure = useAppState((state) => state.notice);
  if (failure === null) return null;
  const words = failureWords(failure);
  return (
    <div className="strip strip-danger" role="alert">
      <p>
        <strong>{say(words.title)}.</strong> {say(words.happened)} {words.todo.map(say).join(' ')}
      </p>
      <Button size="small" onPress={() => send({ type: 'notice.closed' })}>
        {t('action.close')}
      </Button>
    </div>
  );
}
