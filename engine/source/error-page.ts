import { downloadFailed } from './download-failed.ts';
import type { RemoteFacts } from './open-remote.ts';

/** How web pages and messages of servers begin, after blanks and a byte-order mark. */
const PAGE_START = /^(?:\ufeff|\s)*<(?:!doctype|html|head|body|\?xml|!--|script|title|error)/iu;
const LOOKED_AT_BYTES = 1024;

/**
 * DOWNLOAD_FAILED `error-page` where the first bytes are those of a web page: servers send one with status 200 instead
 * of a file. Judged by content; many servers name the type of an image wrongly.
 */
export function assertNoErrorPage(head: Buffer, { address, sizeBytes }: RemoteFacts): void {
  const start = head.toString('utf8', 0, LOOKED_AT_BYTES);
  if (PAGE_START.test(start)) throw downloadFailed('error-page', { address, httpStatus: 200, totalBytes: sizeBytes });
}
