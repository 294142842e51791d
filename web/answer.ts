import type { IncomingMessage, ServerResponse } from 'node:http';
import { securityHeaders } from './security-headers.ts';

/** A response: at most one of `bytes`, `text` and `json`. */
export interface Answer {
  readonly status: number;
  readonly bytes?: Buffer;
  readonly mediaType?: string;
  readonly text?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small body must have come by then. */
const BODY_LIMIT_MS = 5000;

/** Sends an answer with the headers every response has; the body is left out for HEAD by the server itself. */
export function answer(response: ServerResponse, host: string, content: Answer): void {
  const { body, mediaType } = bodyOf(content);
  const headers = { ...securityHeaders(host), ...content.headers };
  const length = body === null ? {} : { 'content-type': mediaType, 'content-length': String(body.length) };
  response.writeHead(content.status, { ...headers, ...(content.status === 204 ? {} : length) });
  response.end(body);
}

/** The whole body as text; null where it is longer than `maxBytes` or does not come. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | null> {
  const limit = setTimeout(() => request.destroy(), BODY_LIMIT_MS);
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      lengthBytes += chunk.length;
      if (lengthBytes > maxBytes) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    return null; // the sender went away
  } finally {
    clearTimeout(limit);
  }
}

function bodyOf({ bytes, mediaType, text, json }: Answer): {
  readonly body: Buffer | null;
  readonly mediaType: string;
} {
  if (bytes !== undefined) return { body: bytes, mediaType: mediaType ?? 'application/octet-stream' };
  if (json !== undefined) return { body: Buffer.from(JSON.stringify(json)), mediaType: 'application/json' };
  if (text !== undefined) return { body: Buffer.from(`${text}\n`), mediaType: 'text/plain; charset=utf-8' };
  return { body: null, mediaType: '' };
}
