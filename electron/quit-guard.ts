import { app, type BrowserWindow } from 'electron';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { Session } from '#engine/index.ts';
import { ask } from './dialogs.ts';
import { quitCost } from './job-signs.ts';
import type { DesktopWords } from './text/words.ts';
import { showWindow } from './window.ts';

export interface QuitGuardParts {
  readonly session: Pick<Session, 'isWriting' | 'stopJob'>;
  readonly job: () => JobSnapshot | null;
  readonly window: () => BrowserWindow;
  readonly words: () => DesktopWords;
}

/** Nobody quits by accident while drives are being written: whatever would end the app asks first. */
export class QuitGuard {
  readonly #parts: QuitGuardParts;
  #question: AbortController | null = null;
  #isStopping = false;

  constructor(parts: QuitGuardParts) {
    this.#parts = parts;
  }

  /** For every event that would close the window or end the app. */
  guard(event: { preventDefault(): void }): void {
    if (!this.#parts.session.isWriting) return;
    event.preventDefault();
    if (this.#question === null && !this.#isStopping) void this.#ask();
  }

  /** The job ended: a question that is still open has no meaning any more, and the result is worth seeing. */
  jobEnded(): void {
    this.#question?.abort();
  }

  async #ask(): Promise<void> {
    const { session, job, window, words } = this.#parts;
    const question = new AbortController();
    this.#question = question;
    showWindow(window());
    const { title, keep, stop, ...texts } = words().quit;
    const { cost, count } = quitCost(job());
    const detail = cost === 'early' || cost === 'checking' ? texts[cost] : texts.writing(count);
    const isStop = await ask(window(), { message: title, detail, safe: keep, other: stop, signal: question.signal });
    this.#question = null;
    if (!isStop) return;
    this.#isStopping = true;
    await session.stopJob(); // drives that had begun are left blank, and the receipt is kept
    this.#isStopping = false;
    app.quit();
  }
}
