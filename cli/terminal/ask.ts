import { createInterface } from 'node:readline';
import { CancelledError } from '#engine/index.ts';
import type { Interruption } from './interruption.ts';
import { type Io, resetInput } from './io.ts';
import { plainSymbols } from './paint.ts';

/** Thrown by `ask` when its own `giveUp` signal fires before an answer: the question is out of date. */
export class QuestionOutdated extends Error {
  override readonly name = 'QuestionOutdated';
}

export interface AskOptions {
  /** Withdraws the question, but only while nothing has been typed. */
  readonly giveUp?: AbortSignal;
}

/**
 * Asks one line on the terminal, without any time limit. Throws CancelledError for end of input, Ctrl-C and signals.
 * The answer is returned as typed.
 */
export function ask(io: Io, interruption: Interruption): (question: string, options?: AskOptions) => Promise<string> {
  return (question, { giveUp } = {}) =>
    new Promise((resolve, reject) => {
      const reader = createInterface({ input: io.stdin, output: io.stderr, terminal: io.isLive, historySize: 0 });
      let isEnded = false;
      const end = (settle: () => void, isBroken: boolean) => {
        if (isEnded) return;
        isEnded = true;
        interruption.signal.removeEventListener('abort', interrupted);
        giveUp?.removeEventListener('abort', withdrawn);
        reader.close();
        resetInput(io);
        // the question stays on the screen without an answer: begin a new line after it
        if (isBroken) io.stderr.write('\n');
        settle();
      };
      const interrupted = () => end(() => reject(new CancelledError()), true);
      const withdrawn = () => {
        if (reader.line === '') end(() => reject(new QuestionOutdated()), true);
      };
      reader.on('SIGINT', () => {
        interruption.interrupt();
        interrupted();
      });
      reader.on('close', interrupted);
      reader.on('line', (line) => end(() => resolve(line), false));
      interruption.signal.addEventListener('abort', interrupted, { once: true });
      giveUp?.addEventListener('abort', withdrawn, { once: true });
      if (interruption.signal.aborted) return interrupted();
      if (giveUp?.aborted === true) return withdrawn();
      reader.setPrompt(io.hasSymbols ? question : plainSymbols(question));
      reader.prompt();
    });
}

export type Ask = ReturnType<typeof ask>;
