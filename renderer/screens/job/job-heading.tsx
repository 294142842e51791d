import { useEffect, useRef } from 'react';
import type { Words } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { useAppState } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { jobFigures } from '../../state/job-figures.ts';
import { imageWaitWords, isSlower, leftWords } from '../../state/left-words.ts';
import { StallChoice } from './stall-choice.tsx';

/** The figures of the whole job: phase of the slowest drive, percent, bytes, speed, time left. */
export function JobHeading() {
  const { t, say, show } = useText();
  const job = useAppState((state) => state.job);
  const estimate = useAppState(planEstimate);
  const leftBefore = useRef<number | null>(null);
  const figures = job === null ? null : jobFigures(job, estimate);
  const leftMs = figures?.leftMs ?? null;
  const slower = isSlower(leftBefore.current, leftMs);
  useEffect(() => {
    leftBefore.current = leftMs;
  }, [leftMs]);
  if (figures === null) return null;
  const { phase, percent, doneBytes, totalBytes, speedBytesPerSec, stalled } = figures;
  const moves = phase === 'writing' || phase === 'verifying' || phase === 'checkingImage';
  const left = leftWords(figures);
  const imageWait = imageWaitWords(figures);
  const phaseWords: Words = [`phase.${phase}`];
  const whole = percent === null ? null : Math.floor(percent);
  const valueText =
    whole === null
      ? say(phaseWords)
      : left === null
        ? t('progress.value', { percent: whole, phase: phaseWords })
        : t('progress.valueLeft', { percent: whole, phase: phaseWords, left });
  return (
    <section className="card job-heading" aria-label={t('progress.of')}>
      <div className="job-figures number">
        <p className="job-phase">{say(phaseWords)}</p>
        {moves && percent !== null ? <p className="job-percent">{show({ percent })}</p> : null}
        <p className="job-side">
          {moves ? (
            <>
              <span>
                {totalBytes === null
                  ? t('progress.doneUnknown', { done: { sizeBytes: doneBytes } })
                  : t('progress.done', { done: { sizeBytes: doneBytes }, total: { sizeBytes: totalBytes } })}
              </span>
              {speedBytesPerSec > 0 ? <span>{show({ speedBytesPerSec })}</span> : null}
            </>
          ) : null}
          {phase === 'flushing' || phase === 'finishing' ? <span>{t('progress.storing')}</span> : null}
          {phase === 'checkingImage' ? <span>{t('job.checkingImage')}</span> : null}
          {imageWait !== null ? (
            <strong className="warning-text">{say(imageWait)}</strong>
          ) : stalled !== null ? (
            <strong className="warning-text">
              {t('progress.waitingFor', {
                drive: `${stalled.drive.drive.name} …${stalled.drive.drive.code}`,
                seconds: Math.floor(stalled.stalledMs / 1000),
              })}
            </strong>
          ) : left !== null ? (
            <span>
              {say(left)}
              {slower ? <em className="warning-text"> ({t('progress.slower')})</em> : null}
            </span>
          ) : null}
        </p>
      </div>
      <ProgressBar
        label={t('progress.of')}
        percent={moves ? percent : null}
        valueText={valueText}
        tone={phase === 'verifying' ? 'verify' : 'write'}
        size="large"
      />
      <StallChoice />
      <FailedNotice />
    </section>
  );
}

function planEstimate({ job, estimate }: AppState) {
  return job !== null && estimate?.planId === job.planId ? estimate.value : null;
}

/** A drive that failed while the others go on is said here too, not only in its row. */
function FailedNotice() {
  const { t } = useText();
  const names = useAppState(({ job }) =>
    (job?.drives ?? [])
      .filter(({ result }) => result?.outcome === 'failed')
      .map(({ drive }) => `${drive.name} …${drive.code}`)
      .join('\n'),
  );
  if (names === '') return null;
  return <Notice tone="danger">{t('job.someFailed', { drives: { names: names.split('\n') } })}</Notice>;
}
