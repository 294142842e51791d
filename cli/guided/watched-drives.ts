import type { Drive } from '#contract/drive.ts';
import type { Engine, ListQuery } from '#engine/index.ts';

/** The list of drives, kept up to date while a person looks at it. */
export interface WatchedDrives {
  /** The newest list; waits for the first one. Rejects where the drives cannot be listed. */
  current(): Promise<readonly Drive[]>;
  /** Aborted once the list differs from the one `current` gave last. */
  readonly outdated: AbortSignal;
  end(): Promise<void>;
}

/** Starts watching; `end` must be called. */
export function watchDrives(engine: Engine, query: ListQuery): WatchedDrives {
  const end = new AbortController();
  let outdated = new AbortController();
  let newest: readonly Drive[] | null = null;
  let shownKey = '';
  let arrived = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const watching = engine.watchDrives(
    query,
    (drives) => {
      newest = drives;
      arrived();
      if (keyOf(drives) !== shownKey) outdated.abort();
    },
    end.signal,
  );
  // a failure of the watch is told by whoever waits for the list; one after the first list leaves it as it is
  const failed = watching.then(() => new Promise<never>(() => {}));
  failed.catch(() => {});
  return {
    current: async () => {
      await Promise.race([first, failed]);
      outdated = new AbortController();
      shownKey = keyOf(newest ?? []);
      return newest ?? [];
    },
    get outdated() {
      return outdated.signal;
    },
    end: async () => {
      end.abort();
      await watching.catch(() => {});
    },
  };
}

/** What a person would notice: other drives, other reasons, other names; not used space, which changes all the time. */
function keyOf(drives: readonly Drive[]): string {
  const parts = drives.map(({ id, protections, risks, partitions }) => [
    id,
    protections.map(({ code }) => code),
    risks,
    partitions.map(({ label, fileSystem }) => [label, fileSystem]),
  ]);
  return JSON.stringify(parts);
}
