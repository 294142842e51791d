import type { JobSnapshot } from '#contract/job-view.ts';
import type { PlainKey } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { CheckIcon } from '../../parts/icons.tsx';
import { useAppState } from '../../state/app-context.tsx';
import { jobFigures } from '../../state/job-figures.ts';

type Step = 'prepare' | 'write' | 'flush' | 'verify' | 'eject' | 'done';

/** Where the slowest drive is, in words and position. */
export function Steps() {
  const { t } = useText();
  const current = useAppState(({ job }) => (job === null ? 'prepare' : stepOf(job)));
  const verify = useAppState(({ job }) => job?.verify ?? true);
  const eject = useAppState(({ job }) => job?.eject ?? true);
  const mode = useAppState(({ job }) => job?.mode ?? 'write');
  const steps = stepsOf({ verify, eject, mode });
  const at = steps.indexOf(current);
  return (
    <ol className="steps" aria-label={t('job.steps')}>
      {steps.map((step, index) => {
        const name = t(`step.${step}` satisfies PlainKey);
        const state = index < at ? 'done' : index === at ? 'now' : 'next';
        return (
          <li key={step} className={`step step-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
            <span className="step-dot" aria-hidden="true">
              {state === 'done' ? <CheckIcon size={14} /> : null}
            </span>
            <span className="step-words" aria-hidden="true">
              {name}
            </span>
            <span className="visually-hidden">
              {t(state === 'done' ? 'step.isDone' : state === 'now' ? 'step.isNow' : 'step.isNext', { step: name })}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function stepsOf({ verify, eject, mode }: Pick<JobSnapshot, 'verify' | 'eject' | 'mode'>): readonly Step[] {
  const all: readonly (Step | null)[] = [
    'prepare',
    mode === 'write' ? 'write' : null,
    mode === 'write' ? 'flush' : null,
    verify || mode === 'verify' ? 'verify' : null,
    eject ? 'eject' : null,
    'done',
  ];
  return all.filter((step) => step !== null);
}

function stepOf(job: JobSnapshot): Step {
  switch (jobFigures(job, null).phase) {
    case 'checkingImage':
    case 'queued':
    case 'preparing':
      return 'prepare';
    case 'writing':
      return 'write';
    case 'flushing':
      return 'flush';
    case 'verifying':
      return 'verify';
    case 'finishing':
      return job.verify ? 'verify' : 'flush';
    case 'releasing':
      return job.eject ? 'eject' : 'done';
    default:
      return 'done';
  }
}
