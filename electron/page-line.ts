import type { WebContents } from 'electron';
import { type Command, IPC, type IpcEvent, type IpcListen } from '#contract/ipc.ts';
import type { Unsubscribe } from '#contract/host.ts';
import type { Session } from '#engine/index.ts';

/** Topics one page listens to, and calls that are not answered yet: a page cannot make the host keep more. */
const LISTENERS_MAX = 16;
const OPEN_CALLS_MAX = 64;

/** What one window's page listens to and is told. It ends with each loading of the page. */
export class PageLine {
  readonly #contents: Pick<WebContents, 'send' | 'isDestroyed'>;
  readonly #session: Pick<Session, 'listen'>;
  readonly #listeners = new Map<number, Unsubscribe>();
  #openCalls = 0;
  #waiting: readonly Command[] = [];
  #hearsCommands = false;

  constructor(contents: Pick<WebContents, 'send' | 'isDestroyed'>, session: Pick<Session, 'listen'>) {
    this.#contents = contents;
    this.#session = session;
  }

  listen({ id, topic }: IpcListen): void {
    if (this.#listeners.has(id) || this.#listeners.size >= LISTENERS_MAX) return;
    const stop = this.#session.listen(topic, (event) => this.#send(IPC.event, { id, event } satisfies IpcEvent));
    this.#listeners.set(id, stop);
  }

  unlisten(id: number): void {
    this.#listeners.get(id)?.();
    this.#listeners.delete(id);
  }

  /** Counts a call while it is carried out; null where there are too many. */
  async counted<R>(work: () => Promise<R>): Promise<R | null> {
    if (this.#openCalls >= OPEN_CALLS_MAX) return null;
    this.#openCalls += 1;
    try {
      return await work();
    } finally {
      this.#openCalls -= 1;
    }
  }

  /** A page that does not listen yet gets it once it does. */
  command(command: Command): void {
    if (this.#hearsCommands) this.#send(IPC.command, command);
    else this.#waiting = [...this.#waiting, command];
  }

  hearsCommands(): void {
    this.#hearsCommands = true;
    for (const command of this.#waiting) this.#send(IPC.command, command);
    this.#waiting = [];
  }

  /** The page is loaded anew, or gone: its listeners with it. */
  restart(): void {
    for (const stop of this.#listeners.values()) stop();
    this.#listeners.clear();
    this.#hearsCommands = false;
  }

  #send(channel: string, message: unknown): void {
    if (!this.#contents.isDestroyed()) this.#contents.send(channel, message);
  }
}
