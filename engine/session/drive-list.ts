import type { Drive } from '#contract/drive.ts';
import type { DrivesState } from '#contract/session.ts';
import { failureOf } from '../errors/app-error.ts';
import type { Engine, ListQuery } from '../ports.ts';
import { type ShownContext, shownDrives } from './shown-drives.ts';

export interface DriveListParts {
  readonly engine: Pick<Engine, 'listDrives' | 'watchDrives'>;
  readonly query: () => Promise<ListQuery>;
  readonly context: () => ShownContext;
  /** Called after every change of `state`. */
  readonly changed: () => void;
}

/** A list that failed is asked for again by itself. */
const AGAIN_MS = 5000;

const where = { process: 'host', operation: 'list-drives' } as const;

/** The drives as all windows see them, watched from `start` to `close`. */
export class DriveList {
  readonly #parts: DriveListParts;
  #state: DrivesState = { state: 'scanning' };
  #listed: readonly Drive[] = [];
  #shown: readonly Drive[] = [];
  #stop = new AbortController();
  #again: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(parts: DriveListParts) {
    this.#parts = parts;
  }

  get state(): DrivesState {
    return this.#state;
  }

  /** As last shown; empty while none are known. */
  get drives(): readonly Drive[] {
    return this.#state.state === 'listed' ? this.#state.drives : [];
  }

  /** Begins to watch, or watches anew: after the image changed, for a rescan. What is shown stays until then. */
  restart(): void {
    if (this.#isClosed) return;
    this.#stop.abort();
    if (this.#again !== null) clearTimeout(this.#again);
    this.#stop = new AbortController();
    if (this.#state.state === 'failed') this.#set({ state: 'scanning' });
    void this.#watch(this.#stop.signal);
  }

  /** Says again what was listed, after the job or a setting changed. */
  refresh(): void {
    if (this.#state.state === 'listed') this.#show(this.#listed);
  }

  /** The drives of this moment, shown as well. DRIVE_LIST_FAILED, READER_LOST. */
  async listNow(): Promise<readonly Drive[]> {
    const listed = await this.#parts.engine.listDrives(await this.#parts.query());
    this.#show(listed);
    return this.drives;
  }

  close(): void {
    this.#isClosed = true;
    this.#stop.abort();
    if (this.#again !== null) clearTimeout(this.#again);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    try {
      const query = await this.#parts.query();
      if (signal.aborted) return;
      const changed = (drives: readonly Drive[]) => {
        if (!signal.aborted) this.#show(drives);
      };
      await this.#parts.engine.watchDrives(query, changed, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      this.#shown = [];
      this.#set({ state: 'failed', failure: failureOf(thrown, where) });
      this.#again = setTimeout(() => this.restart(), AGAIN_MS);
      this.#again.unref();
    }
  }

  #show(listed: readonly Drive[]): void {
    this.#listed = listed;
    const drives = shownDrives(listed, this.#shown, this.#parts.context());
    const isSame = this.#state.state === 'listed' && JSON.stringify(drives) === JSON.stringify(this.#shown);
    this.#shown = drives;
    if (!isSame) this.#set({ state: 'listed', drives });
  }

  #set(state: DrivesState): void {
    this.#state = state;
    this.#parts.changed();
  }
}
