import { cleanLongText, cleanText } from '../text/clean-text.ts';
import { LogFile } from './log-file.ts';

/** Lines kept at hand: enough for several jobs. */
const LINES_KEPT = 500;
/** Longest message kept, in characters. */
const MESSAGE_MAX = 4000;

export interface LogEntry {
  readonly level: 'error' | 'warn' | 'info';
  readonly process: 'page' | 'host';
  readonly operation: string;
  readonly message: string;
}

export interface LogOptions {
  /** Home folder: its name is not kept. */
  readonly home: string;
  /** Where lines outlive the run; null: nowhere. */
  readonly folder: string | null;
}

/** The newest log lines, also of earlier runs where they are kept in a file. No contents of images and no secrets. */
export class LogLines {
  readonly #lines: string[] = [];
  readonly #home: string;
  readonly #file: LogFile | null;

  constructor({ home, folder }: LogOptions) {
    this.#home = home;
    this.#file = folder === null ? null : new LogFile(folder);
    this.#lines.push(...(this.#file?.tail(LINES_KEPT) ?? []));
  }

  /** The file, with the home folder as `~`; null where there is none. */
  get path(): string | null {
    return this.#file === null ? null : this.#withoutHome(this.#file.path);
  }

  add(entry: LogEntry, at = new Date()): void {
    const message = cleanLongText(this.#withoutHome(entry.message), MESSAGE_MAX);
    const operation = cleanText(entry.operation);
    const line = JSON.stringify({
      at: at.toISOString(),
      level: entry.level,
      proc: entry.process,
      op: operation,
      message,
    });
    this.#lines.push(line);
    if (this.#lines.length > LINES_KEPT) this.#lines.shift();
    this.#file?.append(line);
  }

  get lines(): readonly string[] {
    return [...this.#lines];
  }

  #withoutHome(text: string): string {
    return this.#home.length > 1 ? text.replaceAll(this.#home, '~') : text;
  }
}
