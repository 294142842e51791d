import type { Session } from '#engine/index.ts';
import { serveText } from './serve-text.ts';

const EXIT_CANCELLED = 130;
/** Asked for by a machine, not by a person who can answer. */
const AT_ONCE = ['SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves with the exit code when the program is to end. Ctrl+C while a drive is being written asks first: only the second
 * one stops the job. SIGTERM and SIGHUP stop it at once, cleanly.
 */
export function untilStopped(
  session: Pick<Session, 'isWriting' | 'stopJob'>,
  tell: (text: string) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    /** The job the person was asked about. */
    let wasAsked = false;
    const end = (exitCode: number) => {
      process.off('SIGINT', ask);
      for (const signal of AT_ONCE) process.off(signal, stop);
      resolve(exitCode);
    };
    const stop = () => {
      if (!session.isWriting) {
        end(0);
        return;
      }
      tell(serveText.stopping);
      session.stopJob().then(() => end(EXIT_CANCELLED), reject);
    };
    const ask = () => {
      if (session.isWriting && !wasAsked) {
        wasAsked = true;
        tell(serveText.writing);
        return;
      }
      stop();
    };
    process.on('SIGINT', ask);
    for (const signal of AT_ONCE) process.on(signal, stop);
  });
}
