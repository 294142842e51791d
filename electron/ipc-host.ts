import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import type { z } from 'zod';
import type { Command } from '#contract/ipc.ts';
import { IPC, type Settled } from '#contract/ipc.ts';
import { ipcCallSchema, ipcListenSchema, ipcTakeFileSchema, ipcUnlistenSchema } from '#contract/ipc-schema.ts';
import { type Client, cleanText, fail, type Session } from '#engine/index.ts';
import { settle } from '#host/settle.ts';
import { isOwnPage } from './own-page.ts';
import { PageLine } from './page-line.ts';

type FromPage = IpcMainEvent | IpcMainInvokeEvent;

/** The page is in a window of this very computer. */
const CLIENT: Client = { isRemote: false };
const where = { process: 'host', operation: 'ipc' } as const;

/**
 * Carries calls and events of the contract between windows and the session. A message counts only if it comes from our page
 * itself in a window that was admitted, and if its schema takes it; everything else is dropped, or refused where an answer
 * is waited for.
 */
export class IpcHost {
  readonly #session: Session;
  readonly #lines = new Map<WebContents, PageLine>();

  constructor(session: Session) {
    this.#session = session;
    ipcMain.handle(IPC.call, (event, message: unknown) => this.#call(event, message));
    ipcMain.handle(IPC.takeFile, (event, message: unknown) => this.#takeFile(event, message));
    ipcMain.on(IPC.listen, (event, message: unknown) => {
      const wanted = ipcListenSchema.safeParse(message);
      if (wanted.success) this.#lineOf(event)?.listen(wanted.data);
    });
    ipcMain.on(IPC.unlisten, (event, message: unknown) => {
      const wanted = ipcUnlistenSchema.safeParse(message);
      if (wanted.success) this.#lineOf(event)?.unlisten(wanted.data.id);
    });
    ipcMain.on(IPC.ready, (event) => this.#lineOf(event)?.hearsCommands());
  }

  /** From now on the page in this window may call. */
  admit(contents: WebContents): void {
    const line = new PageLine(contents, this.#session);
    this.#lines.set(contents, line);
    contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) line.restart();
    });
    contents.on('render-process-gone', () => line.restart());
    contents.once('destroyed', () => {
      line.restart();
      this.#lines.delete(contents);
    });
  }

  /** Asks the page in this window to do something, at once or as soon as it is there. */
  command(contents: WebContents, command: Command): void {
    this.#lines.get(contents)?.command(command);
  }

  #lineOf({ sender, senderFrame }: FromPage): PageLine | null {
    return isOwnPage(senderFrame) ? (this.#lines.get(sender) ?? null) : null;
  }

  #call(event: FromPage, message: unknown): Promise<Settled<unknown>> {
    return this.#answer(event, 'call', async () => {
      const { method, params } = parsed(ipcCallSchema, message);
      return this.#session.call(method, params ?? null, CLIENT);
    });
  }

  #takeFile(event: FromPage, message: unknown): Promise<Settled<unknown>> {
    return this.#answer(event, 'take-file', async () => {
      const { path, name } = parsed(ipcTakeFileSchema, message);
      if (path === '') {
        const shown = cleanText(name);
        throw fail('IMAGE_NOT_A_FILE', { path: shown, kind: 'other' }, { where, message: `"${shown}" lies nowhere` });
      }
      await this.#session.call('image.inspect', { path }, CLIENT);
      return null;
    });
  }

  async #answer(event: FromPage, operation: string, work: () => Promise<unknown>): Promise<Settled<unknown>> {
    const line = this.#lineOf(event);
    const settled = await line?.counted(() => settle(operation, work));
    return settled ?? settle(operation, () => Promise.reject(refusal('not-from-the-page')));
  }
}

function parsed<T>(schema: z.ZodType<T>, message: unknown): T {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  throw refusal('wrong-message');
}

function refusal(reason: string): Error {
  return fail('NOT_ALLOWED', { reason }, { where, message: `Refused: ${reason}` });
}
