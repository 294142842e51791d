import { useEffect } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { useAppState } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { jobFigures } from '../../state/job-figures.ts';
import type { Words } from '../../i18n/keys.ts';

/** `58 % writing` while a job runs; otherwise the place. */
export function DocumentTitle() {
  const { t, say } = useText();
  // a text as the selected part: drawn anew only when it reads differently
  const job = useAppState((state) => {
    const words = jobTitle(state);
    return words === null ? null : say(words);
  });
  const place = useAppState(({ place: { name } }) => name);
  useEffect(() => {
    const name = t(
      place === 'write'
        ? 'app.write'
        : place === 'settings'
          ? 'app.settings'
          : place === 'help'
            ? 'app.help'
            : 'app.receipts',
    );
    const here = place === 'write' ? t('app.name') : t('title.place', { place: name, app: t('app.name') });
    document.title = job === null ? here : t('title.place', { place: job, app: t('app.name') });
  }, [job, place, t]);
  return null;
}

function jobTitle({ job }: AppState): Words | null {
  if (job === null) return null;
  if (job.stage === 'ended') return endTitle(job.receipt?.outcome);
  if (job.stage === 'elevating') return ['title.waiting'];
  const { phase, percent } = jobFigures(job, null);
  const whole = Math.floor(percent ?? 0);
  switch (phase) {
    case 'writing':
      return ['title.writing', { percent: whole }];
    case 'verifying':
    case 'checkingImage':
      return ['title.checking', { percent: whole }];
    case 'flushing':
    case 'finishing':
    case 'releasing':
      return ['title.storing'];
    default:
      return ['title.preparing'];
  }
}

function endTitle(outcome: string | undefined): Words {
  if (outcome === 'failed') return ['title.failed'];
  return outcome === 'cancelled' ? ['title.stopped'] : ['title.ended'];
}
