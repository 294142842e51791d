import type { DownloadReason } from '#contract/download.ts';
import type { Where } from '#contract/errors.ts';
import { AppError, fail, osCodeOf } from '../errors/app-error.ts';

const where: Where = { process: 'reader', operation: 'download' };

export interface DownloadFacts {
  /** As `shownAddress` gives it. */
  readonly address: string;
  readonly httpStatus?: number | null;
  readonly doneBytes?: number;
  readonly totalBytes?: number | null;
}

/** The failure of a download, with what was known when it happened. */
export function downloadFailed(reason: DownloadReason, facts: DownloadFacts, cause?: unknown): AppError {
  const { address, httpStatus = null, doneBytes = 0, totalBytes = null } = facts;
  const status = httpStatus === null ? '' : ` (status ${httpStatus})`;
  return fail(
    'DOWNLOAD_FAILED',
    { address, reason, httpStatus, doneBytes, totalBytes },
    { where, message: `Cannot download "${address}": ${reason}${status} after ${doneBytes} bytes`, cause },
  );
}

const REASONS: readonly (readonly [RegExp, DownloadReason])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME|ENODATA)$/, 'name-not-found'],
  [/^(?:ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/, 'no-connection'],
  [/^(?:UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/, 'silence'],
  [/^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/, 'tls'],
  [/^(?:HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE)/, 'bad-answer'],
  [/^UND_ERR_PRX_/, 'proxy'],
];

/** What an error of the HTTP library means; a connection that ended for any other reason has broken. */
export function reasonOf(thrown: unknown): DownloadReason {
  const code = osCodeOf(thrown) ?? '';
  const message = thrown instanceof Error ? thrown.message : '';
  if (/^Proxy /.test(message)) return 'proxy';
  if (thrown instanceof Error && thrown.name === 'HTTPParserError') return 'bad-answer'; // not always with a code
  const known = REASONS.find(([pattern]) => pattern.test(code))?.[1];
  if (known !== undefined) return known;
  // several addresses were tried, each with its own error
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0]);
  return thrown instanceof Error && thrown.cause !== undefined ? reasonOf(thrown.cause) : 'broken';
}

/** Statuses that servers give while they are busy or being restarted. */
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** True where the same request may well succeed a little later. */
export function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || thrown.failure.code !== 'DOWNLOAD_FAILED') return false;
  const { reason, httpStatus } = thrown.failure.params;
  if (reason === 'status') return httpStatus !== null && PASSING_STATUS.has(httpStatus);
  return ['name-not-found', 'no-connection', 'silence', 'broken', 'proxy'].includes(reason);
}
