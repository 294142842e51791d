import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright-core';
import { chromiumAddress, electronAddress, isAppAddress } from './addresses.ts';
import { type FromPage, PageLink } from './page-link.ts';
import { PreventableEvent, strict } from './strict.ts';
import type { World } from './world.ts';

interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly link: PageLink;
}

/** A frame that a message comes from, as the main process sees it. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: null | object;
  readonly detached: boolean;
}

/** The contents of a window: a page of Chromium with the preload script in a world of its own. */
export class StandInContents extends EventEmitter {
  readonly #window: StandInWindow;
  windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;

  constructor(window: StandInWindow) {
    super();
    this.#window = window;
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#window.opened?.link.send({ kind: 'event', channel, args });
  }
  isDestroyed(): boolean {
    return this.#window.isDestroyed();
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  /** The page's process is gone; what it knew is lost. */
  forcefullyCrashRenderer(): void {
    void this.#window.crash();
  }
}

/** A window: what the app did to it, and its page. */
export class StandInWindow extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  readonly world: World;
  /** What the app holds as `webContents`. */
  readonly webContents: StandInContents;
  opened: Opened | null = null;
  progress: { readonly value: number; readonly mode: string } = { value: -1, mode: 'none' };
  isFlashing = false;
  /** What the app holds as its window. */
  self: unknown = this;
  #bounds: Electron.Rectangle;
  #isShown = false;
  #isFocused = false;
  #isMinimized = false;
  #isMaximized = false;
  #isDestroyed = false;
  #isOwnLoading = false;

  constructor(world: World, options: BrowserWindowConstructorOptions) {
    super();
    this.world = world;
    this.options = options;
    this.#bounds = { x: 0, y: 0, width: 800, height: 600, ...withoutMissing(options) };
    this.webContents = strict('WebContents', new StandInContents(this));
    world.windows.add(this);
    world.app.emit('web-contents-created', new PreventableEvent(), this.webContents);
  }

  get page(): Page {
    if (this.opened === null) throw new Error('The window has not loaded anything yet');
    return this.opened.page;
  }

  async loadURL(address: string): Promise<void> {
    this.opened ??= await this.#open();
    this.#isOwnLoading = true;
    await this.opened.page.goto(chromiumAddress(address));
    if (!this.#isShown) this.emit('ready-to-show');
  }

  show(): void {
    this.#isShown = true;
    this.focus();
  }
  hide(): void {
    this.#isShown = false;
  }
  focus(): void {
    this.#isFocused = true;
    this.emit('focus');
  }
  blur(): void {
    this.#isFocused = false;
    this.emit('blur');
  }
  minimize(): void {
    this.#isMinimized = true;
    this.blur();
  }
  restore(): void {
    this.#isMinimized = false;
  }
  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
  }
  isVisible = () => this.#isShown && !this.#isMinimized;
  isFocused = () => this.#isFocused;
  isMinimized = () => this.#isMinimized;
  isMaximized = () => this.#isMaximized;
  isDestroyed = () => this.#isDestroyed;
  getNormalBounds = () => this.#bounds;
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('resize');
    this.emit('move');
  }
  flashFrame(isOn: boolean): void {
    this.isFlashing = isOn;
  }
  setProgressBar(value: number, options?: { readonly mode?: string }): void {
    this.progress = { value, mode: options?.mode ?? 'normal' };
  }

  /** As a person closes it: the app may say no. */
  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) this.world.isQuitting = false;
    else this.destroy();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    this.world.windows.delete(this);
    this.webContents.emit('destroyed');
    this.emit('closed');
    void this.opened?.context.close();
    if (this.world.windows.size === 0 && !this.world.isQuitting) this.world.app.emit('window-all-closed');
  }

  /** The page and all it knew is gone, and the app is told. */
  async crash(): Promise<void> {
    this.#isOwnLoading = true;
    await this.page.goto('about:blank');
    this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  }

  async setTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.opened?.page.emulateMedia({ colorScheme: theme });
  }

  /** A message as from a frame of this window; tests say which one. */
  receive({ kind, channel, args, id }: Omit<FromPage, 'url'>, senderFrame: SenderFrame): Promise<unknown> | undefined {
    const event = { sender: this.webContents, senderFrame };
    if (kind === 'send') {
      this.world.ipc.emit(channel, event, ...args);
      return undefined;
    }
    const handler = this.world.handlers.get(channel);
    const answer = async () => {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      return handler(event as unknown as Electron.IpcMainInvokeEvent, ...args);
    };
    const result = answer();
    const reply = (error: string | null, value: unknown) =>
      this.opened?.link.send({ kind: 'answer', channel, id, error, args: [value] });
    result.then(
      (value) => reply(null, value),
      (cause: unknown) => reply(String(cause), undefined),
    );
    return result;
  }

  async #open(): Promise<Opened> {
    const { browser, languages, theme, isStill, viewport } = this.world.options;
    const context = await browser.newContext({
      locale: languages?.[0] ?? 'en-US',
      colorScheme: theme ?? 'light',
      reducedMotion: isStill === true ? 'reduce' : 'no-preference',
      viewport: viewport ?? { width: this.#bounds.width, height: this.#bounds.height },
    });
    await context.route('**/*', (route) => this.#route(route));
    const page = await context.newPage();
    page.on('popup', (popup) => {
      const { action } = this.webContents.windowOpenHandler?.({ url: popup.url() }) ?? { action: 'allow' };
      if (action !== 'deny') throw new Error('The stand-in opens no second window');
      void popup.close();
    });
    page.on('download', (download) => {
      const event = new PreventableEvent();
      const item = {
        getURL: () => electronAddress(download.url()),
        getFilename: () => download.suggestedFilename(),
        setSaveDialogOptions: () => {},
      };
      this.world.session.emit('will-download', event, strict('DownloadItem', item), this.webContents);
      if (event.defaultPrevented) void download.cancel();
    });
    const preload = this.options.webPreferences?.preload;
    const script = preload === undefined ? '' : await readFile(preload, 'utf8');
    const link = await PageLink.open({ context, page, script }, (message) => {
      const frame = { url: electronAddress(message.url), parent: null, detached: false };
      this.receive(message, frame)?.catch(() => {}); // the page is told
    });
    return { context, page, link };
  }

  async #route(route: Route): Promise<void> {
    const request = route.request();
    const url = electronAddress(request.url());
    const frame = frameOf(request);
    if (frame === null) {
      await route.abort(); // a window that the page opened: it is closed at once
      return;
    }
    if (request.isNavigationRequest() && !this.#mayNavigate(url, frame.parentFrame() === null)) {
      await route.fulfill({ status: 204 }); // the page stays as it is
      return;
    }
    if (this.#isCancelled(url) || !isAppAddress(request.url())) {
      this.world.foreignRequests.push(url);
      await route.abort();
      return;
    }
    const handler = this.world.schemes.get(new URL(url).protocol);
    if (handler === undefined) {
      await route.abort();
      return;
    }
    const response = await handler(new Request(url, { method: request.method() }));
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    const isOwn = this.#isOwnLoading && isMainFrame;
    if (isOwn) this.#isOwnLoading = false;
    const event = Object.assign(new PreventableEvent(), { url, isMainFrame, isSameDocument: false });
    if (!isOwn) this.webContents.emit('will-frame-navigate', event);
    if (event.defaultPrevented) return false;
    this.webContents.emit('did-start-navigation', event);
    return true;
  }

  #isCancelled(url: string): boolean {
    let isCancelled = false;
    const details = { url } as unknown as Electron.OnBeforeRequestListenerDetails;
    this.world.requestFilter?.(details, ({ cancel }) => {
      isCancelled = cancel === true;
    });
    return isCancelled;
  }
}

/** Null for the first request of a window that the page opened. */
function frameOf(request: PageRequest): Frame | null {
  try {
    return request.frame();
  } catch {
    return null;
  }
}

function withoutMissing({ x, y, width, height }: BrowserWindowConstructorOptions): Partial<Electron.Rectangle> {
  return JSON.parse(JSON.stringify({ x, y, width, height })) as Partial<Electron.Rectangle>;
}
