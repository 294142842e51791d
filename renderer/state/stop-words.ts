import type { JobSnapshot } from '#contract/job-view.ts';
import type { Words } from '../i18n/keys.ts';

/** What stopping means at this moment, and how it is done. */
export interface StopWords {
  readonly title: Words;
  readonly text: Words;
  readonly keep: Words;
  readonly stop: Words;
  readonly how: 'cancel' | 'skipVerify';
}

/** The stop dialog depends on the phase (ux.md 6, rows 8 and 9); null: nothing is left to stop. */
export function stopWords(job: JobSnapshot, driveId: string | null): StopWords | null {
  const active = job.drives.filter(
    ({ drive, result }) => result === null && (driveId === null || drive.id === driveId),
  );
  if (job.stage === 'ended' || active.length === 0) return null;
  const isChecking = (drive: (typeof active)[number]) => drive.phase === 'verifying';
  if (!job.hasBegun || active.every(({ phase }) => phase === 'queued')) {
    return {
      title: ['stop.earlyTitle'],
      text: ['stop.earlyText'],
      keep: ['stop.keepGoing'],
      stop: ['stop.stopNow'],
      how: 'cancel',
    };
  }
  if (active.every(isChecking)) {
    return {
      title: ['stop.checkingTitle'],
      text: ['stop.checkingText'],
      keep: ['stop.keepChecking'],
      stop: ['stop.stopChecking'],
      how: job.mode === 'verify' ? 'cancel' : 'skipVerify',
    };
  }
  const only = driveId === null ? undefined : active[0];
  if (only !== undefined && job.drives.length > 1) {
    return {
      title: ['stop.driveTitle', { drive: `${only.drive.name} …${only.drive.code}` }],
      text: ['stop.driveText'],
      keep: ['stop.keepWriting'],
      stop: ['stop.stopDrive'],
      how: 'cancel',
    };
  }
  return {
    title: ['stop.writingTitle'],
    text: active.some(isChecking) ? ['stop.mixedText'] : ['stop.writingText'],
    keep: ['stop.keepWriting'],
    stop: ['stop.stopWriting'],
    how: 'cancel',
  };
}
