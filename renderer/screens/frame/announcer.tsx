import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { useApp } from '../../state/app-context.tsx';
import { announce, SILENT } from '../../state/announcer.ts';

const TICK_MS = 1000;

/** The two live regions of the page: what happens politely, failures at once. Their texts change rarely. */
export function Announcer() {
  const { store } = useApp();
  const { say } = useText();
  const state = useRef(SILENT);
  const [spoken, setSpoken] = useState({ polite: SILENT.polite, alert: SILENT.alert });
  useEffect(() => {
    const update = () => {
      state.current = announce(state.current, store.api.getState().job, Date.now());
      const { polite, alert } = state.current;
      setSpoken((before) => (before.polite === polite && before.alert === alert ? before : { polite, alert }));
    };
    const timer = setInterval(update, TICK_MS);
    const stop = store.api.subscribe((now, before) => {
      if (now.job !== before.job) update();
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [store]);
  return (
    <div className="visually-hidden">
      <div role="status" data-announcer>
        {spoken.polite === null ? '' : say(spoken.polite)}
      </div>
      <div role="alert" data-announcer>
        {spoken.alert === null ? '' : say(spoken.alert)}
      </div>
    </div>
  );
}
