import type { JobSnapshot } from '#contract/job-view.ts';
import { type NextStep, nextSteps } from '#contract/next-steps.ts';
import type { System } from '#contract/system.ts';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useAppState } from '../../state/app-context.tsx';

/** What a person does with a written drive, and what this computer may ask meanwhile (ux.md 4.7). */
export function NextSteps({ system }: { readonly system: System | null }) {
  const { t, say } = useText();
  const job = useAppState((state) => state.job);
  const steps = nextSteps(system, job?.image.boot ?? null);
  const practice = practiceDrive(job);
  if (practice !== null) {
    return (
      <section className="next" aria-labelledby="next">
        <h2 id="next">{t('next.title')}</h2>
        <p>{t('next.practice', { name: practice, more: t('result.more') })}</p>
      </section>
    );
  }
  return (
    <section className="next" aria-labelledby="next">
      <h2 id="next">{t('next.title')}</h2>
      {steps.some(({ step }) => step === 'unattended') ? <Notice tone="danger">{t('next.unattended')}</Notice> : null}
      <ol>
        {steps.flatMap((step) => {
          const words = stepWords(step);
          return words === null ? [] : [<li key={step.step}>{say(words)}</li>];
        })}
      </ol>
      <Notice tone="info">{t('next.format')}</Notice>
    </section>
  );
}

/** Name of the practice drive, where no real one was written. */
function practiceDrive(job: JobSnapshot | null): string | null {
  const isPractice = job?.drives.every(({ drive }) => drive.identity.bus === 'file') ?? false;
  return isPractice ? (job?.drives[0]?.drive.name ?? null) : null;
}

/** null: said above the list. */
function stepWords(step: NextStep): Words | null {
  if (step.step === 'unattended') return null;
  if (step.step !== 'open-page') return [`next.${step.step}`];
  return step.port === null ? ['next.openPage'] : ['next.openPagePort', { port: String(step.port) }];
}
