import { CancelledError } from '#engine/index.ts';
import type { Interruption } from './interruption.ts';

/** The promise's value, or CancelledError as soon as the user interrupts. The late result is dropped. */
export async function untilInterrupted<T>(promise: Promise<T>, { signal }: Interruption): Promise<T> {
  let stop = () => {};
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new CancelledError());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
