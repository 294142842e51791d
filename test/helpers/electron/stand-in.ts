/**
 * A stand-in for Electron: runs the real, built main process and preload script under Node, with a page of Chromium as the
 * window. Electron's binary is not needed. The parts of Electron's API that the app uses are in `parts.ts`, typed against
 * Electron's own types; whatever else the app reaches for throws.
 *
 * Real here: main process and preload script as they are shipped; the page as it is shipped, in Chromium, under its content
 * policy with Trusted Types; the preload script in an isolated world of its own; values over the bridge copied and frozen as
 * `contextBridge` does; messages between page and main process asynchronous, in order and copied; requests of the page
 * answered by the app's own scheme handler, foreign ones by its own filter; real files dropped from the disk; the helper
 * programs, their drives and everything behind them.
 *
 * What it cannot prove:
 * - that Electron starts at all, with these fuses, sandboxed, from an asar, on any system;
 * - how the system shows menus, dialogs, notifications, the taskbar's or dock's progress, and where it puts a window;
 * - that `app:` has the privileges that are asked for (secure context, storage, fetch): the page has a name below
 *   `localhost` instead, with the same rights in Chromium;
 * - `senderFrame` and its lifetime, order of messages against navigation, corner cases of structured clone (dates, maps,
 *   bytes): messages go as JSON that keeps `undefined`;
 * - `webUtils.getPathForFile`: the path is looked up by the name of the dropped file;
 * - the lock of a single instance, files that the system opens, a file manager's "open with": events are emitted by tests;
 * - what ends a real page's process: the page is emptied, and the app told;
 * - that an update is installed: looking for it and what is said of it run for real, against a server of the test;
 * - GPU, Wayland, accessibility trees of the real window, permission prompts, sleep, shutdown, elevation dialogs.
 */
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import type { Page } from 'playwright-core';
import { eventually } from '../eventually.ts';
import { loadMain } from './modules.ts';
import { PreventableEvent } from './strict.ts';
import { type StandInOptions, World } from './world.ts';

export type { StandInOptions } from './world.ts';

/** As the web host has: a loaded computer is slow, and only a hang must be told. */
const START_LIMIT_MS = 30_000;
const ROOT = join(import.meta.dirname, '../../..');

/** The app in a window, as tests see it. */
export class StandIn {
  readonly world: World;
  readonly #restore: () => void;
  readonly #afterwards: (() => Promise<void>)[] = [];

  private constructor(world: World, restore: () => void) {
    this.world = world;
    this.#restore = restore;
  }

  /** Starts the app and waits until its page is loaded. */
  static async launch(options: StandInOptions): Promise<StandIn> {
    const world = new World(options);
    const restore = withEnv(options.env ?? {});
    const before = faultListeners();
    const { resources } = options;
    const putBack = withResources(resources);
    await loadMain(world, [process.execPath, ...(resources === undefined ? [ROOT] : []), ...options.args]);
    const added = faultListeners().map((now, at) => now.filter((one) => before[at]?.includes(one) !== true));
    const started = new StandIn(world, () => {
      restore();
      putBack();
      for (const [at, listeners] of added.entries()) {
        for (const listener of listeners) process.removeListener(FAULTS[at] ?? '', listener);
      }
    });
    try {
      await started.loaded();
    } catch (cause) {
      throw new Error(`The app did not start: ${world.errorBoxes.join('; ')}`, { cause });
    }
    return started;
  }

  /** Resolves once the newest window shows its page. */
  async loaded(): Promise<Page> {
    const { world } = this;
    await eventually(async () => {
      if (world.errorBoxes.length > 0) return;
      if (!world.window.isVisible()) throw new Error('No window is visible');
    }, START_LIMIT_MS);
    return world.window.page;
  }

  /** A request to the app's own scheme, from nobody's page. */
  async fetch(url: string, init?: RequestInit): Promise<Response> {
    const handler = this.world.schemes.get(new URL(url).protocol);
    if (handler === undefined) throw new Error(`Nobody answers ${url}`);
    return handler(new Request(url, init));
  }

  /** Chooses an item of the menu by the names on the way to it. */
  chooseMenu(...names: readonly string[]): void {
    let items: readonly MenuItemConstructorOptions[] = this.world.menu;
    let item: MenuItemConstructorOptions | undefined;
    for (const name of names) {
      item = items.find(({ label }) => label === name);
      items = Array.isArray(item?.submenu) ? item.submenu : [];
    }
    if (item?.click === undefined) throw new Error(`The menu has no ${names.join(' > ')}`);
    // the app's own items look at nothing that they are given
    Reflect.apply(item.click, item, []);
  }

  /** Waits for the system's dialog that asks or tells something. */
  async message() {
    await eventually(async () => {
      if (this.world.messages.length === 0) throw new Error('No dialog is open');
    });
    const message = this.world.messages.at(-1);
    if (message === undefined) throw new Error('The dialog is gone');
    return message;
  }

  /** As the system does when another start of the app hands over what it was started with. */
  secondInstance(data: unknown): void {
    this.world.app.emit('second-instance', new PreventableEvent(), [], '/', data);
  }

  /** As macOS does for "open with" and for files dropped on the icon. */
  openFile(path: string): PreventableEvent {
    const event = new PreventableEvent();
    this.world.app.emit('open-file', event, path);
    return event;
  }

  /** Ends the app as by its menu; resolves once it has ended. */
  async quit(): Promise<number> {
    this.world.quit();
    return this.#end();
  }

  /** Waits for an end that was asked for. */
  async ended(): Promise<number> {
    return this.#end();
  }

  /** Does something once the app has ended. */
  whenEnded(step: () => Promise<void>): void {
    this.#afterwards.push(step);
  }

  /** Drops files that lie on the disk on the middle of the page. */
  async drop(files: readonly { readonly name: string; readonly path: string }[]): Promise<void> {
    const { opened, page } = this.world.window;
    const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
    await opened?.link.drop(files, { x: width / 2, y: height / 2 });
  }

  async #end(): Promise<number> {
    const code = await this.world.exited;
    this.#restore();
    for (const step of this.#afterwards.splice(0)) await step();
    return code;
  }
}

const FAULTS = ['uncaughtException', 'unhandledRejection'] as const;

function faultListeners() {
  return FAULTS.map((event) => process.rawListeners(event) as (() => void)[]);
}

/** Electron's folder beside the app, where the app is an installed one. */
function withResources(folder: string | undefined): () => void {
  if (folder === undefined) return () => {};
  Object.defineProperty(process, 'resourcesPath', { value: folder, configurable: true });
  return () => Reflect.deleteProperty(process, 'resourcesPath');
}

/** The app runs in this very process: what it reads of the environment is set as long as it runs. */
function withEnv(env: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
