import type { AppUpdater } from 'electron-updater';
import type { UpdateState } from '#contract/update.ts';
import { cleanText, type UpdatePort } from '#engine/index.ts';

/** Allowed in the settings, the program looks this often. */
const LOOK_EVERY_MS = 24 * 60 * 60 * 1000;
const REASON_MAX = 300;

/** What we use of the updater. */
export type Updater = Pick<
  AppUpdater,
  'autoDownload' | 'autoInstallOnAppQuit' | 'logger' | 'checkForUpdates' | 'downloadUpdate' | 'quitAndInstall' | 'on'
>;

/** Looks for updates, and gets one, only where it is told to. The updater is not even loaded before that. */
export class Updates implements UpdatePort {
  readonly #load: () => Promise<Updater>;
  readonly #listeners = new Set<() => void>();
  #updater: Updater | null = null;
  #state: UpdateState = { state: 'unknown' };
  #lookedAtMs: number | null = null;
  /** A version that was refused is not offered again by itself. */
  #refused: string | null = null;

  constructor(load: () => Promise<Updater>) {
    this.#load = load;
  }

  get state(): UpdateState {
    return this.#state;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  look(): void {
    this.#refused = null;
    void this.#look();
  }

  /** The person allowed to look now and then: does so where it is time. */
  lookNowAndThen(nowMs: number): void {
    if (this.#lookedAtMs !== null && nowMs - this.#lookedAtMs < LOOK_EVERY_MS) return;
    this.#lookedAtMs = nowMs;
    void this.#look();
  }

  get(): void {
    const state = this.#state;
    if (state.state !== 'available' && state.state !== 'refused') return;
    const { version } = state;
    this.#tell({ state: 'downloading', version, percent: 0 });
    void this.#try(async (updater) => {
      await updater.downloadUpdate();
      this.#tell({ state: 'ready', version });
    });
  }

  install(): void {
    if (this.#state.state === 'ready') this.#updater?.quitAndInstall();
  }

  refuse(): void {
    const state = this.#state;
    if (state.state !== 'available' && state.state !== 'ready') return;
    this.#refused = state.version;
    this.#tell({ state: 'refused', version: state.version });
  }

  async #look(): Promise<void> {
    const { state } = this.#state;
    if (state === 'looking' || state === 'downloading' || state === 'ready') return;
    this.#tell({ state: 'looking' });
    await this.#try(async (updater) => {
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable !== true) {
        this.#tell({ state: 'newest' });
        return;
      }
      const version = cleanText(found.updateInfo.version);
      this.#tell({ state: version === this.#refused ? 'refused' : 'available', version });
    });
  }

  async #try(work: (updater: Updater) => Promise<void>): Promise<void> {
    try {
      await work(await this.#ready());
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#tell({ state: 'failed', reason: cleanText(reason).slice(0, REASON_MAX) });
    }
  }

  async #ready(): Promise<Updater> {
    if (this.#updater !== null) return this.#updater;
    const updater = await this.#load();
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    updater.logger = null;
    updater.on('error', () => {}); // told by what was asked for
    updater.on('download-progress', ({ percent }) => {
      const state = this.#state;
      if (state.state === 'downloading') this.#tell({ ...state, percent: Math.floor(percent) });
    });
    this.#updater = updater;
    return updater;
  }

  #tell(state: UpdateState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
