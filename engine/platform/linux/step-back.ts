import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';

/** A tenth of the usual share where others want the processor: enough to end soon after them, even on a busy machine. */
const NICE = 10;

/**
 * Lets this process give way to others: hashing beside a write must not take the processor from the process that keeps the
 * drives busy. Not for a process that the write waits for. Two processes of different sessions share by session, so the session's own priority is lowered too.
 * Best effort. Source: sched(7), "The autogroup feature"; a thread inherits the priority of its creator.
 */
export async function stepBack(): Promise<void> {
  setPriority(NICE);
  await writeFile('/proc/self/autogroup', String(NICE)).catch(() => {}); // kernels without autogroups
}
