import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { RemoteFile } from '#contract/download.ts';
import { shownAddress } from './address.ts';
import { downloadFailed } from './download-failed.ts';
import { downloadName } from './download-name.ts';
import { headerOf, type HttpAnswer, type HttpClient } from './http-client.ts';

/** A file on a server, known well enough to notice when it becomes another one. */
export interface RemoteFacts extends RemoteFile {
  /** Value for If-Range: a strong ETag, else a date that is old enough to be strong; null: neither. */
  readonly validator: string | null;
}

/** A running answer, and where in the file its bytes begin. */
export interface OpenRemote {
  readonly facts: RemoteFacts;
  /** Less than was asked for where the server began anew with the same file: skip up to what is wanted. */
  readonly startBytes: number;
  readonly body: Readable;
}

export interface RemoteRequest {
  readonly client: HttpClient;
  readonly url: URL;
  readonly signal: AbortSignal;
}

export interface RemotePart {
  readonly startBytes: number;
  /** Exclusive; null: to the end. */
  readonly endBytes?: number | null;
  /** What earlier answers said; null: this is the first one. */
  readonly known: RemoteFacts | null;
}

/**
 * Asks for a file from a byte on. DOWNLOAD_FAILED: `status`, `changed` where it is not the file that is known,
 * `bad-answer` for ranges that are not what was asked for, and whatever `HttpClient.get` fails with.
 */
export async function openRemote(request: RemoteRequest, part: RemotePart): Promise<OpenRemote> {
  const { client, url, signal } = request;
  const { startBytes, endBytes = null, known } = part;
  const range = `bytes=${startBytes}-${endBytes === null ? '' : endBytes - 1}`;
  const isFirst = known === null;
  const ifRange = known?.validator ?? null;
  const answer = await client.get(url, {
    headers: { range, ...(ifRange === null ? {} : { 'if-range': ifRange }) },
    signal,
  });
  try {
    // an empty file has no first byte to begin at
    if (isFirst && answer.status === 416) return await openWhole(request, answer);
    return judged(answer, part);
  } catch (thrown) {
    drop(answer);
    throw thrown;
  }
}

async function openWhole({ client, url, signal }: RemoteRequest, refused: HttpAnswer): Promise<OpenRemote> {
  drop(refused);
  const answer = await client.get(url, { signal });
  try {
    return judged(answer, { startBytes: 0, known: null });
  } catch (thrown) {
    drop(answer);
    throw thrown;
  }
}

function judged(answer: HttpAnswer, { startBytes, known }: RemotePart): OpenRemote {
  const { status, body } = answer;
  const address = known?.address ?? shownAddress(answer.url);
  const told = { address, httpStatus: status, doneBytes: startBytes, totalBytes: known?.sizeBytes ?? null };
  if (status === 200) {
    const facts = factsOf(answer, lengthOf(answer.headers), false);
    if (known !== null && !isSurelySame(known, facts)) throw downloadFailed('changed', told);
    return { facts: known ?? facts, startBytes: 0, body };
  }
  if (status === 206) {
    const range = contentRange(answer.headers);
    if (range?.startBytes !== startBytes) throw downloadFailed('bad-answer', told);
    if (known === null && range.totalBytes === null) throw downloadFailed('bad-answer', told);
    // fewer bytes than asked for are allowed (RFC 9110 §15.3.7): whoever reads asks again for the rest
    const facts = factsOf(answer, range.totalBytes, true);
    if (known !== null && isOther(known, facts)) throw downloadFailed('changed', told);
    return { facts: known ?? facts, startBytes, body };
  }
  if (status === 416 && known !== null) {
    if (known.sizeBytes === startBytes) return { facts: known, startBytes, body: nothingOf(answer) };
    throw downloadFailed('changed', told);
  }
  throw downloadFailed(status < 400 ? 'bad-answer' : 'status', told);
}

/** A whole answer says by its validator that it is the same file again. */
function isSurelySame(known: RemoteFacts, now: RemoteFacts): boolean {
  return known.validator !== null && known.validator === now.validator && !isOtherSize(known, now);
}

/** A part may leave headers out that the whole answer had (RFC 9110 §15.3.7), but it must not contradict them. */
function isOther(known: RemoteFacts, now: RemoteFacts): boolean {
  const isComparable =
    known.validator !== null &&
    now.validator !== null &&
    known.validator.startsWith('"') === now.validator.startsWith('"');
  return (isComparable && known.validator !== now.validator) || isOtherSize(known, now);
}

function isOtherSize(known: RemoteFacts, now: RemoteFacts): boolean {
  return known.sizeBytes !== null && now.sizeBytes !== null && known.sizeBytes !== now.sizeBytes;
}

function factsOf(answer: HttpAnswer, sizeBytes: number | null, hasRanges: boolean): RemoteFacts {
  const { headers, url, isSecure } = answer;
  const validator = validatorOf(headers);
  const takesRanges = hasRanges || headerOf(headers, 'accept-ranges')?.toLowerCase().includes('bytes') === true;
  return {
    address: shownAddress(url),
    name: downloadName(headerOf(headers, 'content-disposition'), url),
    sizeBytes,
    canResume: takesRanges && validator !== null && sizeBytes !== null,
    isSecure,
    validator,
  };
}

/**
 * A strong ETag; a Last-Modified that is at least a second older than the answer. Sources: RFC 9110 §8.8.2.2 (when a date
 * is strong), §8.8.3 (weak tags), §13.1.5 (If-Range takes strong ones only).
 */
function validatorOf(headers: IncomingHttpHeaders): string | null {
  const tag = headerOf(headers, 'etag');
  if (tag !== null && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag)) return tag;
  const modified = headerOf(headers, 'last-modified');
  const modifiedMs = Date.parse(modified ?? '');
  const answeredMs = Date.parse(headerOf(headers, 'date') ?? '');
  return modified !== null && answeredMs - modifiedMs >= 1000 ? modified : null;
}

/** Bytes the answer will have; null where it is cut into chunks or ends with the connection. */
function lengthOf(headers: IncomingHttpHeaders): number | null {
  if (headerOf(headers, 'transfer-encoding') !== null) return null;
  return wholeNumber(headerOf(headers, 'content-length') ?? '');
}

interface ContentRange {
  readonly startBytes: number;
  /** Exclusive. */
  readonly endBytes: number;
  readonly totalBytes: number | null;
}

/** Source: RFC 9110 §14.4. Several ranges in one answer were not asked for. */
function contentRange(headers: IncomingHttpHeaders): ContentRange | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/iu.exec(headerOf(headers, 'content-range') ?? '');
  const startBytes = wholeNumber(match?.[1] ?? '');
  const lastByte = wholeNumber(match?.[2] ?? '');
  const totalBytes = wholeNumber(match?.[3] ?? '');
  if (startBytes === null || lastByte === null || lastByte < startBytes) return null;
  if (totalBytes !== null && lastByte >= totalBytes) return null;
  return { startBytes, endBytes: lastByte + 1, totalBytes };
}

function wholeNumber(text: string): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

function drop({ body }: HttpAnswer): void {
  body.destroy();
}

function nothingOf(answer: HttpAnswer): Readable {
  drop(answer);
  return Readable.from([]);
}
