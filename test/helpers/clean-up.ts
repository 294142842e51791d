import type { TestContext } from 'node:test';

const steps = new WeakMap<TestContext, (() => Promise<unknown>)[]>();

/**
 * Runs `step` after the test, the one that was given last first: what stands on another thing goes before it. Node's own
 * `t.after` keeps the order of giving. All steps run; the first error fails the test.
 */
export function cleanUp(t: TestContext, step: () => Promise<unknown>): void {
  const known = steps.get(t);
  if (known !== undefined) {
    known.push(step);
    return;
  }
  const list = [step];
  steps.set(t, list);
  t.after(async () => {
    const errors: unknown[] = [];
    for (let next = list.pop(); next !== undefined; next = list.pop()) {
      try {
        await next();
      } catch (cause) {
        errors.push(cause);
      }
    }
    if (errors.length > 0) throw errors[0];
  });
}
