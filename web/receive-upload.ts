import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '#contract/errors.ts';
import { AppError, type Session } from '#engine/index.ts';
import type { Answer } from './answer.ts';

/** A page that sends nothing for this long has gone. */
const SILENCE_MS = 60_000;

/** The body of a request becomes the chosen image; see `PUT /upload` in contract/socket.ts. */
export async function receiveUpload(request: IncomingMessage, session: Session, name: string): Promise<Answer> {
  const length = request.headers['content-length'];
  if (length === undefined || !/^\d{1,15}$/.test(length)) return { status: 411, text: 'The length is needed' };
  const gone = new AbortController();
  // 'close' comes after a complete body too
  const leave = () => {
    if (!request.complete) gone.abort(new Error('The page went away'));
  };
  request.once('close', leave);
  request.setTimeout(SILENCE_MS, () => request.destroy());
  try {
    const isComplete = await session.upload({
      name,
      totalBytes: Number(length),
      chunks: request as AsyncIterable<Buffer>,
      signal: gone.signal,
    });
    return isComplete ? { status: 204 } : { status: 409, text: 'Stopped or replaced' };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { failure } = thrown;
    return { status: statusOf(failure.code), json: { failure } };
  } finally {
    request.off('close', leave);
  }
}

function statusOf(code: ErrorCode): number {
  if (code === 'DISK_SPACE_LOCAL') return 507;
  return code === 'INTERNAL' ? 500 : 409;
}
