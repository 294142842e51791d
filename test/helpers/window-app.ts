import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { chromiumAddress } from './electron/addresses.ts';
import { StandIn, type StandInOptions } from './electron/stand-in.ts';
import type { DemoState, ServeOptions, TestedApp } from './served-app.ts';

export type WindowOptions = ServeOptions & Omit<StandInOptions, 'browser' | 'args' | 'env'>;

const STOP_BUTTON = 1;

/** The app in a window, on the stand-in for Electron. Close it by `cleanUp`. */
export class WindowApp implements TestedApp {
  readonly kind = 'window';
  readonly origin = chromiumAddress('app://bundle');
  /** The main process is this one; the helpers are its children. */
  readonly pid = process.pid;
  readonly standIn: StandIn;

  static async start(browser: Browser, options: WindowOptions): Promise<WindowApp> {
    const { scenario, clock = 'manual', args = [], env = {}, ...rest } = options;
    const demo = scenario === undefined ? [] : ['--platform', 'fake', '--scenario', scenario, '--clock', clock];
    return new WindowApp(await StandIn.launch({ ...rest, browser, args: [...demo, ...args], env }));
  }

  private constructor(standIn: StandIn) {
    this.standIn = standIn;
  }

  get page(): Page {
    return this.standIn.world.window.page;
  }

  takeAddress(): Promise<string> {
    throw new Error('A window has no address for browsers');
  }
  advance(ms: number): Promise<DemoState> {
    return this.#control('advance', { ms });
  }
  plug(drive: string): Promise<DemoState> {
    return this.#control('plug', { drive });
  }
  unplug(drive: string): Promise<DemoState> {
    return this.#control('unplug', { drive });
  }
  state(): Promise<DemoState> {
    return this.#control('state', null);
  }

  /** Ends the app as a person does, also out of a running job; nothing of the app's own may have gone wrong until then. */
  async close(): Promise<number> {
    const { world } = this.standIn;
    world.quit();
    const ended = this.standIn.ended();
    for (;;) {
      const code = await Promise.race([ended, this.#passTime()]);
      if (code === null) continue;
      assert.deepEqual(world.errorBoxes, [], 'the main process met mistakes');
      assert.deepEqual(world.foreignRequests, [], 'the page asked for something outside the app');
      return code;
    }
  }

  /** Null, after a moment of both times: a demo's job stops in virtual time. A question about quitting is answered. */
  async #passTime(): Promise<null> {
    for (const { options, press } of this.standIn.world.messages) press(options.buttons?.[STOP_BUTTON] ?? '');
    await this.advance(1000).catch(() => undefined); // real drives have no virtual time
    await delay(20);
    return null;
  }

  async #control(action: string, body: unknown): Promise<DemoState> {
    const request = body === null ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await this.standIn.fetch(`app://bundle/test/${action}`, request);
    if (!response.ok) throw new Error(`${action}: ${response.status} ${await response.text()}`);
    return (await response.json()) as DemoState; // the demo's own answer
  }
}
