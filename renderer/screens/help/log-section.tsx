import { useEffect, useRef, useState } from 'react';
import type { LogView } from '#contract/methods.ts';
import { failureOf } from '../../host/page-host.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useApp, useSend } from '../../state/app-context.tsx';
import { logText } from '../../state/log-text.ts';

/** What to send to whoever is asked for help. Nothing is sent by the program itself. */
export function LogSection() {
  const { t } = useText();
  const { host } = useApp();
  const send = useSend();
  const [view, setView] = useState<LogView | null>(null);
  const show = () => {
    host.call('log.read', {}).then(setView, (reason: unknown) => {
      send({ type: 'call.failed', failure: failureOf(reason, 'log.read') });
    });
  };
  return (
    <section className="card help-topics">
      <div className="help-topic">
        <h2>{t('log.title')}</h2>
        <p>{t('log.text')}</p>
        <div className="actions help-log-actions">
          <Button size="small" onPress={show}>
            {t('log.show')}
          </Button>
        </div>
      </div>
      {view === null ? null : <LogDialog view={view} onClose={() => setView(null)} />}
    </section>
  );
}

function LogDialog({ view, onClose }: { readonly view: LogView; readonly onClose: () => void }) {
  const { t } = useText();
  const lines = useRef<HTMLElement>(null);
  const text = logText(view.lines);
  // the newest lines are at the end
  useEffect(() => {
    lines.current?.scrollTo({ top: lines.current.scrollHeight });
  }, []);
  return (
    <Dialog
      title={t('log.title')}
      isOpen
      onClose={onClose}
      width="wide"
      actions={
        <>
          <CopyButton text={() => text} words={t('log.copy')} />
          <Button onPress={onClose}>{t('action.close')}</Button>
        </>
      }
    >
      {view.path === null ? null : (
        <p className="muted small">
          {t('log.keptIn')} <bdi className="mono url-text">{view.path}</bdi>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="technical-text help-log" lang="en" ref={lines} tabIndex={0} aria-label={t('log.title')}>
        {text}
      </section>
    </Dialog>
  );
}
