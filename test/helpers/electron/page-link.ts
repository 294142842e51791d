import { randomUUID } from 'node:crypto';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { mainWorld, makeBridge, preloadWorld } from './worlds.ts';

export interface FromPage {
  readonly kind: 'send' | 'invoke';
  readonly channel: string;
  readonly args: readonly unknown[];
  readonly id: number;
  /** Address of the frame it comes from, as the browser names it. */
  readonly url: string;
}

const MAIN_CONTEXT = 'stand-in preload';

/** The line between the main process and the preload script of one page, over the browser's debugging protocol. */
export class PageLink {
  readonly #session: CDPSession;
  readonly #inlet: string;
  #contextId: number | null = null;

  /** Puts the preload script into every document of the page from now on. */
  static async open(
    { context, page, script }: { readonly context: BrowserContext; readonly page: Page; readonly script: string },
    onMessage: (message: FromPage) => void,
  ): Promise<PageLink> {
    const session = await context.newCDPSession(page);
    const secret = randomUUID().replaceAll('-', '');
    const [prefix, outlet, inlet] = [`standIn-${secret}-`, `standInOut${secret}`, `standInIn${secret}`];
    const link = new PageLink(session, inlet);
    session.on('Runtime.executionContextCreated', ({ context: { id, name } }) => {
      if (name === MAIN_CONTEXT) link.#contextId = id;
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name !== outlet || executionContextId !== link.#contextId) return;
      onMessage({ ...(decoded(payload) as Omit<FromPage, 'url'>), url: page.url() });
    });
    await session.send('Runtime.enable');
    await session.send('Page.enable');
    await session.send('Runtime.addBinding', { name: outlet, executionContextName: MAIN_CONTEXT });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${mainWorld})(${JSON.stringify(prefix)}, ${makeBridge});`,
    });
    const names = JSON.stringify({ prefix, outlet, inlet });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: MAIN_CONTEXT,
      source: `(${preloadWorld})(${names}, ${makeBridge}, function (require, module, exports) {\n${script}\n});`,
    });
    return link;
  }

  private constructor(session: CDPSession, inlet: string) {
    this.#session = session;
    this.#inlet = inlet;
  }

  /** What goes to a page that is not there any more, or not yet, is lost: as in Electron. */
  send(message: object): void {
    const contextId = this.#contextId;
    if (contextId === null) return;
    const expression = `${this.#inlet}(${JSON.stringify(encoded(message))})`;
    this.#session.send('Runtime.evaluate', { contextId, expression }).catch(() => {});
  }

  /** Drops files from the disk on the middle of the page, as a file manager does. */
  async drop(files: readonly { readonly name: string; readonly path: string }[], at: { x: number; y: number }) {
    this.send({ kind: 'paths', files: files.map(({ name, path }) => [name, path]) });
    const data = { items: [], files: files.map(({ path }) => path), dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await this.#session.send('Input.dispatchDragEvent', { type, ...at, data });
    }
  }
}

/** JSON that keeps `undefined`; what cannot be cloned throws, as in Electron. */
function encoded(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (typeof one === 'function' || typeof one === 'symbol') throw new Error('An object could not be cloned.');
    return one === undefined ? { $undefined: true } : one;
  });
}

function decoded(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && '$undefined' in value ? undefined : value,
  );
}
