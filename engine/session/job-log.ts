import type { AppFailure, CauseRecord } from '#contract/errors.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import { driveLabel } from '../drive/drive-label.ts';
import type { LogEntry } from './log-lines.ts';

/** What the log says of a job that started or ended, in English. Drives by name and the end of their serial. Pure. */
export function jobLogEntries(job: JobSnapshot): readonly LogEntry[] {
  const { receipt } = job;
  if (job.stage !== 'ended' || receipt === null) return [line('info', startWords(job))];
  const level = receipt.outcome === 'failed' || receipt.outcome === 'partial' ? 'error' : 'info';
  return [
    line(level, `${job.mode} ended: ${receipt.outcome} after ${Math.round(job.elapsedMs / 1000)} s`),
    ...(receipt.failure === null ? [] : [line('error', failureWords(receipt.failure))]),
    ...receipt.drives.flatMap(({ name, maskedSerial, outcome, failure, warnings }) => {
      const drive = `drive "${name}" ${maskedSerial ?? ''}`.trim();
      const how = failure === null ? '' : `; ${failureWords(failure)}`;
      return [
        line(failure === null ? 'info' : 'error', `${drive}: ${outcome}${how}`),
        ...warnings.map((warning) => line('warn', `${drive}: ${failureWords(warning)}`)),
      ];
    }),
  ];
}

function startWords({ mode, image, drives, verify }: JobSnapshot): string {
  const names = drives.map(({ drive }) => driveLabel(drive.identity)).join(', ');
  return `${mode} "${image.name}" (${image.sizeBytes ?? 'unknown'} bytes)${verify ? '' : ' without comparing'}: ${names}`;
}

function failureWords({ code, message, cause }: AppFailure): string {
  return `${code}: ${message}${causeWords(cause)}`;
}

function causeWords(cause: CauseRecord | undefined): string {
  if (cause === undefined) return '';
  return `; caused by ${cause.osCode ?? cause.name}: ${cause.message}${causeWords(cause.cause)}`;
}

function line(level: LogEntry['level'], message: string): LogEntry {
  return { level, process: 'host', operation: 'job', message };
}
