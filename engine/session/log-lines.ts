import { cleanText } from '../text/clean-text.ts';

/** Lines kept: enough for several jobs. */
const LINES_KEPT = 500;

export interface LogEntry {
  readonly level: 'error' | 'warn' | 'info';
  readonly process: 'page' | 'host';
  readonly operation: string;
  readonly message: string;
}

/** The newest log lines of this run, in memory: what "Copy details" shows. The home folder's name is not kept. */
export class LogLines {
  readonly #lines: string[] = [];
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  add(entry: LogEntry, at: Date): void {
    const message = cleanText(this.#home.length > 1 ? entry.message.replaceAll(this.#home, '~') : entry.message);
    const operation = cleanText(entry.operation);
    this.#lines.push(
      JSON.stringify({ at: at.toISOString(), level: entry.level, proc: entry.process, op: operation, message }),
    );
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }
}
