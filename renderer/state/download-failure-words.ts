import type { ErrorParams } from '#contract/errors.ts';
import type { Words } from '../i18n/keys.ts';
import type { FailureParts } from './failure-words.ts';

/** The words of a failed download; each reason has its own. */
export function downloadFailureParts({ reason, address, httpStatus }: ErrorParams['DOWNLOAD_FAILED']): FailureParts {
  const title: Words = ['error.DOWNLOAD_FAILED.title'];
  if (reason === 'status') {
    const status = httpStatus ?? 0;
    return [title, ['download.happened.status', { address, status }], statusCause(status)];
  }
  if (reason === 'bad-address' || reason === 'offline') {
    return [title, [`download.happened.${reason}`], [`download.cause.${reason}`]];
  }
  return [title, [`download.happened.${reason}`, { address }], [`download.cause.${reason}`]];
}

function statusCause(httpStatus: number): Words {
  if (httpStatus === 401 || httpStatus === 403 || httpStatus === 407) return ['download.cause.login'];
  if (httpStatus === 404 || httpStatus === 410) return ['download.cause.gone'];
  return httpStatus >= 500 || httpStatus === 429 ? ['download.cause.server'] : ['download.cause.refused'];
}
