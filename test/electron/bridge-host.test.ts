/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Abilities } from '#contract/host.ts';
import type { PreloadBridge, Settled } from '#contract/ipc.ts';
import { electronHost } from '#renderer/host/electron-host.ts';
import { hostSuite } from '../contract/host-suite.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { WindowApp } from '../helpers/window-app.ts';

const missing = await browserMissing();

declare global {
  interface Window {
    toTest?(id: number, event: unknown): void;
    stops?: Record<number, () => void>;
  }
}

describe('the contract over the preload script', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  // the desktop has one window: whoever opens another one here is a second holder of the same bridge
  hostSuite('Electron', async (scenario) => {
    const app = await WindowApp.start(browser, { scenario });
    const bridge = await bridgeIn(app.page);
    const folder = await mkdtemp(join(tmpdir(), 'stickwright-bridge-'));
    const world = {
      clock: { advance: (ms: number) => app.advance(ms) },
      plug: (key: string) => app.plug(key),
      unplug: (key: string) => app.unplug(key),
    };
    return {
      world,
      abilities: bridge.abilities,
      open: async () => electronHost(bridge),
      drop: async (name, content) => {
        const path = join(folder, name);
        await writeFile(path, content);
        await app.standIn.drop([{ name, path }]);
      },
      close: async () => {
        assert.equal(await app.close(), 0);
        await rm(folder, { recursive: true, force: true });
      },
    };
  });
});

/** The bridge of a page, held from here: every call and event goes through the page's own one. */
async function bridgeIn(page: Page): Promise<PreloadBridge> {
  const listeners = new Map<number, (event: never) => void>();
  let lastId = 0;
  await page.exposeFunction('toTest', (id: number, event: unknown) => listeners.get(id)?.(event as never));
  const abilities = (await page.evaluate(() => window.stickwright?.abilities)) as Abilities;
  return {
    abilities,
    call: async (method, params) => {
      const asked = { method, params };
      const answer: unknown = await page.evaluate(
        (given) => Reflect.apply(window.stickwright?.call ?? (() => null), null, [given.method, given.params]),
        asked,
      );
      return answer as Settled<never>;
    },
    listen: (topic, onEvent) => {
      lastId += 1;
      const id = lastId;
      listeners.set(id, onEvent);
      const started = page.evaluate(
        (given) => {
          const stop = window.stickwright?.listen(given.topic, (event) => window.toTest?.(given.id, event));
          window.stops = { ...window.stops, ...(stop === undefined ? {} : { [given.id]: stop }) };
        },
        { id, topic },
      );
      return () => {
        listeners.delete(id);
        void started.then(() => page.evaluate((gone) => window.stops?.[gone]?.(), id));
      };
    },
    takeFile: () => Promise.reject(new Error('Files are dropped on the page')),
    onCommand: () => () => undefined,
  };
}
