import { setTimeout as delay } from 'node:timers/promises';
import type { Drive } from '#contract/drive.ts';
import type { ListOptions } from '#contract/reader.ts';

/** Several events belong to one attachment: they are waited for, but not for long. */
const GATHER_MS = 200;
/** Without a word from the system it is looked anyway, this often. */
const LOOK_EVERY_MS = 10_000;
/** The same where the system tells nothing: changes must be shown within 2 s. */
const BLIND_LOOK_EVERY_MS = 1500;
/** A list that fails this often in a row is not a passing trouble. */
const FAILURES_MAX = 3;

/** Calls `tell` after every change of drives or volumes; `lost` when it can no longer tell. Gives back what ends it. */
export type TellChanges = (tell: () => void, lost: () => void) => () => void;

export interface SignalledWatch {
  readonly options: ListOptions;
  readonly list: (options: ListOptions) => Promise<readonly Drive[]>;
  readonly changed: (drives: readonly Drive[]) => void;
  readonly signal: AbortSignal;
  readonly tellChanges: TellChanges;
}

/**
 * Lists at once, then after every change that the system tells of, and calls `changed` when the list differs. One list at a
 * time. Resolves when `signal` is aborted; rejects with the error of the list if the first or three in a row fail.
 */
export async function watchBySignal({ options, list, changed, signal, tellChanges }: SignalledWatch): Promise<void> {
  let wake = new AbortController();
  let isTold = true;
  const stop = tellChanges(
    () => wake.abort(),
    () => {
      isTold = false;
      wake.abort();
    },
  );
  let seen: string | null = null;
  let failures = 0;
  try {
    while (!signal.aborted) {
      wake = new AbortController();
      try {
        const drives = await list(options);
        if (signal.aborted) return;
        const text = JSON.stringify(drives);
        if (text !== seen) changed(drives);
        seen = text;
        failures = 0;
      } catch (cause) {
        failures += 1;
        if (seen === null || failures >= FAILURES_MAX) throw cause;
      }
      await pause(isTold ? LOOK_EVERY_MS : BLIND_LOOK_EVERY_MS, AbortSignal.any([signal, wake.signal]));
      if (isTold) await pause(GATHER_MS, signal);
    }
  } finally {
    stop();
  }
}

async function pause(lengthMs: number, signal: AbortSignal): Promise<void> {
  await delay(lengthMs, undefined, { signal }).catch(() => {}); // woken or ended
}
