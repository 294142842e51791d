import type { CliEvent } from '#contract/cli-events.ts';
import type { Interruption } from './terminal/interruption.ts';

/** Prints events on stdout, one JSON object a line; does nothing without `--json`. */
export type Emit = (event: CliEvent) => void;

/** A reader that closed its end (`| head -1`) interrupts the run: nobody would see what becomes of the drives. */
export function makeEmit(stdout: NodeJS.WritableStream, isJson: boolean): Emit {
  if (!isJson) return () => {};
  return (event) => {
    if (stdout.writable) stdout.write(`${JSON.stringify(event)}\n`);
  };
}

/** Turns a broken stdout or stderr into an interruption instead of a crash. */
export function watchBrokenPipes(streams: readonly NodeJS.WritableStream[], interruption: Interruption): void {
  for (const stream of streams) {
    stream.on('error', () => {
      if (!interruption.signal.aborted) interruption.interrupt();
    });
  }
}
