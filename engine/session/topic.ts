import type { Unsubscribe } from '#contract/host.ts';

/**
 * A stream that begins with the whole state: each listener gets `first()` in a later microtask, never within `listen`,
 * then every event told after that. What is told in between is part of the first event.
 */
export class Topic<E> {
  readonly #first: () => E;
  readonly #listeners = new Set<(event: E) => void>();

  constructor(first: () => E) {
    this.#first = first;
  }

  listen(onEvent: (event: E) => void): Unsubscribe {
    let isOver = false;
    // a listener of its own: the same function may listen twice
    const listener = (event: E) => onEvent(event);
    queueMicrotask(() => {
      if (isOver) return;
      this.#listeners.add(listener);
      onEvent(this.#first());
    });
    return () => {
      isOver = true;
      this.#listeners.delete(listener);
    };
  }

  tell(event: E): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
