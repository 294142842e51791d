import { writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';

/** Lowest but not idle: what waits for the processor is served, only later. */
const NICE = 19;

/**
 * Lets this process give way to others: decoding and hashing must not take the processor from the process that keeps the
 * drives busy. Two processes of different sessions share by session, so the session's own priority is lowered too.
 * Best effort. Source: sched(7), "The autogroup feature"; a thread inherits the priority of its creator.
 */
export async function stepBack(): Promise<void> {
  setPriority(NICE);
  await writeFile('/proc/self/autogroup', String(NICE)).catch(() => {}); // kernels without autogroups
}
