import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A tenth of the usual share where others want the processor: enough to end soon after them, even on a busy machine. */
const NICENESS = 10;
/** The kernel takes one change of a session's priority in a tenth of a second, of all sessions together. */
const RETRY_MS = 150;
const TRIES = 5;

/** While it lasts, what this process computes on a thread of `threadNiceness` gives way to other processes. */
export interface GivingWay {
  readonly threadNiceness: number | null;
  end(): void;
}

let users = 0;

/**
 * Lets this session give way: hashing beside a write must not take the processor from the process that keeps the drives
 * busy. Threads of different sessions share the processor by session, so the priority of the thread alone is not enough.
 * Best effort. Source: sched(7), "The autogroup feature".
 */
export async function giveWay(): Promise<GivingWay> {
  users += 1;
  if (users === 1) await setSession(NICENESS);
  return {
    threadNiceness: NICENESS,
    end: () => {
      users -= 1;
      if (users === 0) void setSession(0); // nobody waits for that
    },
  };
}

async function setSession(niceness: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      await writeFile('/proc/self/autogroup', String(niceness));
      return;
    } catch (cause) {
      const isTooSoon = cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN';
      if (!isTooSoon) return; // kernels without autogroups
    }
    await delay(RETRY_MS);
  }
}
