import { useEffect, useRef, useState } from 'react';
import { formatElapsed } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { useAppState } from '../../state/app-context.tsx';

const TICK_MS = 1000;

/** The running clock of the job, between the figures of the host by the page's own. */
export function Elapsed() {
  const { t } = useText();
  const elapsedMs = useAppState(({ job }) => job?.elapsedMs ?? 0);
  const told = useRef({ elapsedMs, atMs: Date.now() });
  if (told.current.elapsedMs !== elapsedMs) told.current = { elapsedMs, atMs: Date.now() };
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const now = told.current.elapsedMs + (Date.now() - told.current.atMs);
  return <p className="job-elapsed number muted">{t('job.elapsed', { time: formatElapsed(now) })}</p>;
}
