import type { DownloadReason } from '#contract/download.ts';
import type { ErrorParams } from '#contract/errors.ts';
import type { PlainKey, Words } from '../i18n/keys.ts';
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

const LOOK_THERE = ['download.todo.look-there', 'remedy.use-file'] as const;
const AGAIN = ['remedy.retry-download', 'remedy.use-file'] as const;

const TODO: { readonly [R in DownloadReason]: readonly PlainKey[] } = {
  'bad-address': ['download.todo.whole-address', 'remedy.use-file'],
  'name-not-found': ['download.todo.connection', 'remedy.use-file'],
  'no-connection': ['download.todo.connection', 'download.todo.proxy', 'remedy.use-file'],
  proxy: ['download.todo.proxy', 'remedy.use-file'],
  'proxy-kind': ['download.todo.proxy', 'remedy.use-file'],
  tls: ['download.todo.clock', 'remedy.use-file'],
  status: LOOK_THERE,
  'too-many-redirects': LOOK_THERE,
  'unsafe-redirect': ['download.todo.secure', 'remedy.use-file'],
  'bad-answer': ['download.todo.mirror', 'remedy.use-file'],
  'error-page': LOOK_THERE,
  silence: AGAIN,
  broken: AGAIN,
  'wrong-length': ['download.todo.later', 'remedy.use-file'],
  changed: ['download.todo.anew', 'remedy.use-file'],
  'needs-file': ['download.todo.keep', 'remedy.use-file'],
  'too-long': ['download.todo.whole-address', 'remedy.use-file'],
  offline: ['remedy.use-file'],
};

/** What helps against this very reason: trying again brings back no file that was removed. */
export function downloadTodo({ reason, httpStatus }: ErrorParams['DOWNLOAD_FAILED']): readonly Words[] {
  const isPassing = reason === 'status' && httpStatus !== null && (httpStatus >= 500 || httpStatus === 429);
  return (isPassing ? AGAIN : TODO[reason]).map((key): Words => [key]);
}
