import { setTimeout as delay } from 'node:timers/promises';

const STEP_MS = 25;

/** Repeats a check until it no longer throws; after `withinMs` its error is the test's. */
export async function eventually(check: () => Promise<void>, withinMs = 30_000): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (cause) {
      if (performance.now() > giveUpAt) throw cause;
    }
    await delay(STEP_MS);
  }
}
