import type { RemotePlace } from '#contract/reader.ts';
import { CancelledError } from '../errors/app-error.ts';
import { parseAddress, shownAddress } from './address.ts';
import { downloadFailed, reasonOf } from './download-failed.ts';
import { HttpClient } from './http-client.ts';

/** Lists and checksum files are small; whatever is longer is something else. */
const TEXT_MAX_BYTES = 4 * 1024 * 1024;

/** A short text from a server, such as a list or a checksum file. DOWNLOAD_FAILED, CancelledError. */
export async function fetchText({ url, network }: RemotePlace, signal: AbortSignal): Promise<string> {
  const parsed = parseAddress(url);
  if (parsed === null) throw downloadFailed('bad-address', { address: '' });
  const client = new HttpClient(network);
  const address = shownAddress(parsed);
  try {
    const { status, body } = await client.get(parsed, { signal });
    if (status !== 200) throw downloadFailed(status < 400 ? 'bad-answer' : 'status', { address, httpStatus: status });
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const part of body) {
        if (!Buffer.isBuffer(part)) continue;
        bytes += part.length;
        if (bytes > TEXT_MAX_BYTES) break;
        parts.push(part);
      }
    } catch (cause) {
      if (signal.aborted) throw new CancelledError();
      throw downloadFailed(reasonOf(cause), { address, doneBytes: bytes }, cause);
    }
    if (bytes > TEXT_MAX_BYTES) throw downloadFailed('too-long', { address });
    return Buffer.concat(parts).toString('utf8');
  } finally {
    await client.close();
  }
}
