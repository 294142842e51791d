/** What happens when the user or the system wants the program to end. */
export interface Interruption {
  /** Aborted by the first SIGINT, SIGTERM, SIGHUP, Ctrl-C at a prompt, or a closed stdout. */
  readonly signal: AbortSignal;
  interrupt(): void;
  /** Called for every further one while the program is already stopping. */
  onAgain(listener: () => void): void;
  /** Stops listening to signals. */
  end(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens to the signals of this process until `end`. */
export function watchInterruption(): Interruption {
  const controller = new AbortController();
  const listeners: (() => void)[] = [];
  const interrupt = () => {
    if (controller.signal.aborted) for (const listener of listeners) listener();
    else controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    interrupt,
    onAgain: (listener) => {
      listeners.push(listener);
    },
    end: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
