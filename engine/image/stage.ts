import type { Readable, Writable } from 'node:stream';
import { CancelledError } from '../errors/app-error.ts';

/** One step of decoding: bytes go in at one end and come out, later and other ones, at the other. */
export interface Stage {
  readonly writable: Writable;
  readonly readable: Readable;
  /**
   * Called after each chunk: how many of the `fedBytes` bytes written so far were left over because the packed
   * data ended before them.
   */
  unusedBytes(fedBytes: number): number;
  /** What is left over must be padding; throws if these bytes are not. */
  acceptPadding(bytes: Buffer): void;
  /** After the last byte came out: throws if the stage failed. */
  finished(): Promise<void>;
  /** The failure to report for an error of one of the two streams. */
  failure(cause: unknown): unknown;
  /** Ends whatever the stage has started; called once, always. */
  close(): Promise<void>;
}

/**
 * Sends `input` through the stage. All of `input` is read, also what follows the packed data, so that damage
 * and foreign bytes at the end are found. A failure of `input` comes out as it is.
 */
export async function* throughStage(
  input: AsyncIterable<Buffer>,
  stage: Stage,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const stop = () => {
    stage.writable.destroy(new CancelledError());
    stage.readable.destroy(new CancelledError());
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  // Streams may fail after their reader has left; that is no news then.
  stage.readable.on('error', () => undefined);
  stage.writable.on('error', () => undefined);
  const feedFailure: { cause: unknown } = { cause: null };
  const feeding = feed(input, stage).catch((cause: unknown) => {
    feedFailure.cause = cause;
    stage.readable.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  });
  try {
    try {
      for await (const chunk of stage.readable) yield chunk;
      await feeding;
      await stage.finished();
    } catch (cause) {
      throw feedFailure.cause ?? cause;
    }
    if (feedFailure.cause !== null) throw feedFailure.cause;
  } catch (cause) {
    throw signal.aborted ? new CancelledError() : stage.failure(cause);
  } finally {
    signal.removeEventListener('abort', stop);
    stage.writable.destroy();
    stage.readable.destroy();
    await stage.close();
    await feeding;
  }
}

async function feed(input: AsyncIterable<Buffer>, stage: Stage): Promise<void> {
  let fedBytes = 0;
  let hasEnded = false;
  for await (const chunk of input) {
    if (hasEnded) {
      stage.acceptPadding(chunk);
      continue;
    }
    if (!(await write(stage.writable, chunk))) return; // the stage has ended: its own verdict counts
    fedBytes += chunk.length;
    const unused = stage.unusedBytes(fedBytes);
    if (unused > 0) {
      hasEnded = true;
      stage.acceptPadding(chunk.subarray(chunk.length - unused));
    }
  }
  stage.writable.end();
}

/** False where the stream did not take the chunk because it is closed or broken. */
function write(writable: Writable, chunk: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    if (writable.destroyed) return resolve(false);
    const closed = () => resolve(false);
    writable.once('close', closed);
    writable.write(chunk, (cause) => {
      writable.removeListener('close', closed);
      resolve(cause === undefined || cause === null);
    });
  });
}
