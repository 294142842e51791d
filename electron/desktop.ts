import { dirname } from 'node:path';
import {
  app,
  type BrowserWindow,
  Menu,
  nativeTheme,
  Notification,
  powerMonitor,
  session as electronSession,
} from 'electron';
import type { JobSnapshot } from '#contract/job-view.ts';
import { cleanLongText, type Session } from '#engine/index.ts';
import type { Ground } from '#host/ground.ts';
import { resultWords } from '#renderer/state/result-words.ts';
import { ABILITIES } from './abilities.ts';
import { chooseImage, tell } from './dialogs.ts';
import { IpcHost } from './ipc-host.ts';
import { taskbarProgress } from './job-signs.ts';
import { endsNow, JobWatch } from './job-watch.ts';
import { menuTemplate } from './menu.ts';
import { keepAlive, load } from './page-health.ts';
import { StayAwake } from './power.ts';
import { QuitGuard } from './quit-guard.ts';
import { saveDownloads } from './save-downloads.ts';
import { type Speech, speechFor } from './speech.ts';
import type { Updates } from './updates.ts';
import { makeWindow, showWindow } from './window.ts';

/** How often it is seen whether it is time to look for updates. */
const LOOK_CHECK_MS = 60 * 60 * 1000;

/** As the contract takes it. */
const LOG_MESSAGE_MAX = 4000;

/** The app around the page: one window, its menu, and what the system shows of a job. It decides nothing about drives. */
export class Desktop {
  readonly #session: Session;
  readonly #folder: string;
  readonly #ipc: IpcHost;
  readonly #jobs: JobWatch;
  readonly #guard: QuitGuard;
  readonly #power = new StayAwake();
  #speech: Speech;
  #mayLook = false;
  #window: BrowserWindow;

  /** Makes session and window; the page is loaded by `show`. */
  static async make(ground: Ground, updates: Updates | null): Promise<Desktop> {
    const made: { desktop: Desktop | null } = { desktop: null };
    const session = await ground.createSession({
      abilities: ABILITIES,
      chooseFile: async () => (await made.desktop?.chooseFile()) ?? null,
      updates,
    });
    made.desktop = new Desktop(session, ground.folders.config, await makeWindow(ground.folders.config));
    if (updates !== null) made.desktop.#lookForUpdates(updates);
    return made.desktop;
  }

  private constructor(session: Session, folder: string, window: BrowserWindow) {
    this.#session = session;
    this.#folder = folder;
    this.#window = window;
    this.#speech = speechFor('system', app.getPreferredSystemLanguages());
    this.#ipc = new IpcHost(session);
    this.#guard = new QuitGuard({
      session,
      job: () => this.#jobs.job,
      window: () => this.#window,
      words: () => this.#speech.words,
    });
    this.#jobs = new JobWatch(session, (now, before) => this.#jobChanged(now, before));
    session.listen('session', ({ settings }) => {
      nativeTheme.themeSource = settings.appearance;
      const speech = speechFor(settings.language, app.getPreferredSystemLanguages());
      const isNew = speech.language !== this.#speech.language;
      this.#speech = speech;
      if (isNew) this.#setMenu();
    });
    this.#setMenu();
    this.#adopt(window);
    app.on('before-quit', (event) => this.#guard.guard(event));
    saveDownloads(electronSession.defaultSession);
  }

  get session(): Session {
    return this.#session;
  }

  get speech(): Speech {
    return this.#speech;
  }

  async show(): Promise<void> {
    await load(this.#window, (message) => this.log(message));
  }

  /** Brings the window to the front, and makes the file the image. A window that is not drawn yet shows itself then. */
  open(file: string | null): void {
    if (this.#window.isVisible() || this.#window.isMinimized()) showWindow(this.#window);
    if (file === null) return;
    if (!this.#session.isWriting) {
      this.#ipc.command(this.#window.webContents, { name: 'open-image', path: file });
      return;
    }
    const { title, text } = this.#speech.words.busy;
    void tell(this.#window, { message: title, detail: text, close: this.#speech.words.close });
  }

  /** Keeps the system from shutting down while a job runs, as far as it lets itself be kept. */
  guardShutdown(): void {
    // its types name no event, its documentation does
    powerMonitor.on('shutdown', (...given: readonly unknown[]) => {
      const [event] = given;
      if (isPreventable(event)) this.#guard.guard(event);
    });
  }

  /** A line for the log of this run. */
  log(message: string): void {
    const params = { level: 'error', operation: 'window', message: cleanLongText(message, LOG_MESSAGE_MAX) };
    this.#session.call('log.write', params, { isRemote: false }).catch(() => {}); // the log itself is the last resort
  }

  async chooseFile(): Promise<string | null> {
    const recent: unknown = await this.#session.call('image.recent', {}, { isRemote: false }).catch(() => []);
    const newest: unknown = Array.isArray(recent) ? recent[0]?.path : undefined;
    const folder = typeof newest === 'string' ? dirname(newest) : null;
    return chooseImage(this.#window, this.#speech.words, folder);
  }

  /** Only where the person allowed it, and never beside a job. */
  #lookForUpdates(updates: Updates): void {
    const look = () => {
      if (this.#mayLook && !this.#session.isWriting) updates.lookNowAndThen(performance.now());
    };
    this.#session.listen('session', ({ settings }) => {
      this.#mayLook = settings.lookForUpdates;
      look();
    });
    setInterval(look, LOOK_CHECK_MS).unref();
  }

  #adopt(window: BrowserWindow): void {
    this.#ipc.admit(window.webContents);
    keepAlive(window, {
      words: () => this.#speech.words,
      isWriting: () => this.#session.isWriting,
      log: (message) => this.log(message),
    });
    window.on('close', (event) => this.#guard.guard(event));
    window.on('query-session-end', (event) => this.#guard.guard(event));
    window.on('focus', () => window.flashFrame(false));
    window.on('closed', () => {
      if (this.#session.isWriting) void this.#replaceWindow(); // it did not close by our guard
    });
  }

  async #replaceWindow(): Promise<void> {
    this.#window = await makeWindow(this.#folder);
    this.#adopt(this.#window);
    this.#jobChanged(this.#jobs.job, this.#jobs.job);
    await this.show();
  }

  #setMenu(): void {
    const template = menuTemplate({
      platform: process.platform,
      words: this.#speech.words,
      send: (command) => {
        showWindow(this.#window);
        this.#ipc.command(this.#window.webContents, command);
      },
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  #jobChanged(now: JobSnapshot | null, before: JobSnapshot | null): void {
    this.#power.set(now !== null && now.stage !== 'ended');
    if (!this.#window.isDestroyed()) {
      const { value, mode } = taskbarProgress(now);
      this.#window.setProgressBar(value, { mode });
    }
    if (!endsNow(now, before)) return;
    this.#guard.jobEnded();
    if (now.receipt !== null && !this.#window.isFocused()) this.#notify(this.#speech.say(resultWords(now.receipt)));
  }

  #notify(body: string): void {
    if (!this.#window.isDestroyed()) this.#window.flashFrame(true);
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: this.#speech.words.appName, body });
    notification.on('click', () => showWindow(this.#window));
    notification.show();
  }
}

function isPreventable(event: unknown): event is { preventDefault(): void } {
  return (
    typeof event === 'object' &&
    event !== null &&
    'preventDefault' in event &&
    typeof event.preventDefault === 'function'
  );
}
