import { app, type BrowserWindow } from 'electron';
import { ask } from './dialogs.ts';
import { PAGE_ADDRESS } from './own-page.ts';
import type { DesktopWords } from './text/words.ts';

/** A page that ends so often within this time is not loaded again without asking. */
const TRIES_MAX = 3;
const TRIES_WITHIN_MS = 60_000;

export interface PageHealthParts {
  readonly words: () => DesktopWords;
  readonly isWriting: () => boolean;
  readonly log: (message: string) => void;
}

/** Loads the page again when its process ends or hangs: a job goes on outside it, and must have somewhere to report to. */
export function keepAlive(window: BrowserWindow, parts: PageHealthParts): void {
  const { words, log } = parts;
  const contents = window.webContents;
  let ends: readonly number[] = [];

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log(`The page's process ended: ${reason}, exit code ${exitCode}`);
    if (window.isDestroyed()) return;
    const now = performance.now();
    ends = [...ends, now].filter((at) => now - at < TRIES_WITHIN_MS);
    if (ends.length <= TRIES_MAX) void load(window, log);
    else void askAgain();
  });

  const askAgain = async () => {
    const { title, text, textWriting, reload, quit } = words().pageGone;
    const isWriting = parts.isWriting();
    const detail = isWriting ? textWriting : text;
    const isQuit = await ask(window, { message: title, detail, safe: reload, other: quit });
    if (isQuit && !window.isDestroyed()) app.quit(); // asks again where a job runs
    ends = [];
    if (!window.isDestroyed() && (!isQuit || parts.isWriting())) void load(window, log);
  };

  let hang: AbortController | null = null;
  window.on('responsive', () => hang?.abort());
  window.on('unresponsive', () => {
    if (hang !== null) return;
    const question = new AbortController();
    hang = question;
    const { title, text, wait, reload } = words().pageHangs;
    void ask(window, { message: title, detail: text, safe: wait, other: reload, signal: question.signal }).then(
      (isReload) => {
        hang = null;
        if (isReload && !window.isDestroyed()) contents.forcefullyCrashRenderer(); // then loaded again, as above
      },
    );
  });
}

/** Loads the page; that it cannot be loaded is logged: the window then shows nothing, but a job is not affected. */
export async function load(window: BrowserWindow, log: (message: string) => void): Promise<void> {
  try {
    await window.loadURL(PAGE_ADDRESS);
  } catch (cause) {
    log(`The page could not be loaded: ${String(cause)}`);
  }
}
