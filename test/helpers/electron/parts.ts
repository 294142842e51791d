import { EventEmitter } from 'node:events';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import manifest from '../../../package.json' with { type: 'json' };
import { StandInWindow } from './browser-window.ts';
import { PreventableEvent, strict } from './strict.ts';
import type { InvokeHandler, RequestFilter, SchemeHandler, World } from './world.ts';

const ROOT = join(import.meta.dirname, '../../..');

type Listener = (...args: never[]) => void;

/** Events of one of Electron's objects: only those that Electron knows, by its types. */
function emits<E extends string>(emitter: EventEmitter, events: readonly E[]) {
  const known = (event: E) => {
    if (!events.includes(event)) throw new Error(`The stand-in for Electron emits no "${event}"`);
    return event;
  };
  return {
    on: (event: E, listener: Listener) => {
      emitter.on(known(event), listener as (...args: unknown[]) => void);
    },
    once: (event: E, listener: Listener) => {
      emitter.once(known(event), listener as (...args: unknown[]) => void);
    },
  };
}

/** The part of Electron's API that the app uses, on this world. Each is checked against Electron's own types. */
export function electronParts(world: World) {
  return {
    app: strict('app', appPart(world)),
    BrowserWindow: windowClass(world),
    dialog: strict('dialog', dialogPart(world)),
    ipcMain: strict('ipcMain', ipcPart(world)),
    Menu: strict('Menu', menuPart(world)),
    nativeTheme: strict('nativeTheme', new ThemePart(world)),
    Notification: notificationClass(world),
    powerMonitor: strict('powerMonitor', emits(world.powerMonitor, ['shutdown'])),
    powerSaveBlocker: strict('powerSaveBlocker', powerPart(world)),
    protocol: strict('protocol', protocolPart(world)),
    screen: strict('screen', screenPart(world)),
    net: strict('net', netPart),
    session: strict('session', {
      defaultSession: strict('Session', sessionPart(world)),
      // the updater has one of its own
      fromPartition: () => strict('Session', {}),
    }),
  };
}

function appPart(world: World) {
  world.quit = () => quit(world);
  const methods = {
    isPackaged: world.options.resources !== undefined,
    getName: () => 'Stickwright',
    getVersion: () => manifest.version,
    whenReady: async () => {
      await Promise.resolve();
      world.isReady = true;
    },
    quit: () => quit(world),
    exit: (code = 0) => {
      world.isQuitting = true;
      for (const window of world.windows) window.destroy();
      world.exit(code);
    },
    getAppPath: () => ROOT,
    getPath: (name: string) => join(world.options.env?.['HOME'] ?? tmpdir(), name),
    setPath: () => {},
    getPreferredSystemLanguages: () => [...(world.options.languages ?? ['en-US'])],
    enableSandbox: () => {
      if (world.isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
      world.isSandboxed = true;
    },
    setAppUserModelId: () => {},
    requestSingleInstanceLock: () => true,
  } satisfies Pick<
    Electron.App,
    | 'isPackaged'
    | 'getName'
    | 'getVersion'
    | 'whenReady'
    | 'quit'
    | 'exit'
    | 'getAppPath'
    | 'getPath'
    | 'setPath'
    | 'getPreferredSystemLanguages'
    | 'enableSandbox'
    | 'setAppUserModelId'
    | 'requestSingleInstanceLock'
  >;
  const events = emits(world.app, [
    'before-quit',
    'open-file',
    'second-instance',
    'web-contents-created',
    'quit',
    'will-quit',
    'window-all-closed',
  ]);
  return { ...methods, ...events };
}

/** In Electron's order: asks the app, then every window, then the app again. */
function quit(world: World): void {
  const asked = new PreventableEvent();
  world.app.emit('before-quit', asked);
  if (asked.defaultPrevented) return;
  world.isQuitting = true;
  for (const window of world.windows) window.close();
  if (world.windows.size > 0) {
    world.isQuitting = false;
    return;
  }
  const last = new PreventableEvent();
  world.app.emit('will-quit', last);
  if (!last.defaultPrevented) world.exit(0);
}

function windowClass(world: World) {
  return class BrowserWindow extends StandInWindow {
    constructor(options: BrowserWindowConstructorOptions) {
      super(world, options);
      // what the app does not find here throws
      const self = strict('BrowserWindow', this);
      this.self = self;
      // biome-ignore lint/correctness/noConstructorReturn: the app must hold the strict one
      return self;
    }
  };
}

function dialogPart(world: World) {
  return {
    showErrorBox: (title: string, content: string) => {
      world.errorBoxes.push(`${title}: ${content}`);
    },
    showOpenDialog: (_window: Electron.BaseWindow, options: Electron.OpenDialogOptions) =>
      new Promise<Electron.OpenDialogReturnValue>((resolve) => {
        const choose = (path: string | null) =>
          resolve({ canceled: path === null, filePaths: path === null ? [] : [path] });
        const given = world.filesToChoose.shift();
        if (given === undefined) world.fileDialogs.push({ options, choose });
        else choose(given);
      }),
    showMessageBox: (_window: Electron.BaseWindow, options: Electron.MessageBoxOptions) =>
      new Promise<Electron.MessageBoxReturnValue>((resolve) => {
        const answer = (response: number) => {
          const at = world.messages.indexOf(message);
          if (at >= 0) world.messages.splice(at, 1);
          resolve({ response, checkboxChecked: false });
        };
        const message = {
          options,
          press: (button: string) => {
            const response = options.buttons?.indexOf(button) ?? -1;
            if (response < 0) throw new Error(`No button "${button}" but ${options.buttons?.join(', ')}`);
            answer(response);
          },
        };
        world.messages.push(message);
        options.signal?.addEventListener('abort', () => answer(options.cancelId ?? 0));
      }),
  } satisfies { [K in 'showErrorBox' | 'showOpenDialog' | 'showMessageBox']: Electron.Dialog[K] | unknown };
}

function ipcPart(world: World) {
  return {
    handle: (channel: string, handler: InvokeHandler) => {
      if (world.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      world.handlers.set(channel, handler);
    },
    on: (channel: string, listener: Listener) => {
      world.ipc.on(channel, listener as (...args: unknown[]) => void);
    },
  } satisfies Pick<Electron.IpcMain, 'handle'> & { on: unknown };
}

function menuPart(world: World) {
  return {
    buildFromTemplate: (template: MenuItemConstructorOptions[]) => ({ template }),
    setApplicationMenu: (menu: { readonly template: MenuItemConstructorOptions[] } | null) => {
      world.menu = menu?.template ?? [];
    },
  };
}

class ThemePart implements Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'> {
  readonly #world: World;
  #source: Electron.NativeTheme['themeSource'] = 'system';

  constructor(world: World) {
    this.#world = world;
  }
  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source;
  }
  set themeSource(source: Electron.NativeTheme['themeSource']) {
    if (source === this.#source) return;
    this.#source = source;
    for (const window of this.#world.windows) void window.setTheme(this.#theme);
  }
  get shouldUseDarkColors(): boolean {
    return this.#theme === 'dark';
  }
  get #theme(): 'light' | 'dark' {
    return this.#source === 'system' ? (this.#world.options.theme ?? 'light') : this.#source;
  }
}

function notificationClass(world: World) {
  return class Notification extends EventEmitter {
    static isSupported(): boolean {
      return true;
    }
    readonly #options: Electron.NotificationConstructorOptions;
    constructor(options: Electron.NotificationConstructorOptions) {
      super();
      this.#options = options;
    }
    show(): void {
      const { title = '', body = '' } = this.#options;
      world.notifications.push({ title, body, click: () => this.emit('click') });
    }
  };
}

function powerPart(world: World) {
  let last = 0;
  return {
    start: () => {
      last += 1;
      world.powerBlockers.add(last);
      return last;
    },
    stop: (id: number) => world.powerBlockers.delete(id),
  } satisfies Pick<Electron.PowerSaveBlocker, 'start' | 'stop'>;
}

function protocolPart(world: World) {
  return {
    registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => {
      if (world.isReady) throw new Error('Schemes must be registered before the app is ready');
      for (const { scheme } of schemes) world.privileged.add(scheme);
    },
    handle: (scheme: string, handler: SchemeHandler) => {
      if (!world.isReady) throw new Error('protocol.handle() can only be called after the app is ready');
      world.schemes.set(`${scheme}:`, handler);
    },
  } satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;
}

/** Requests of the main process itself, as of the updater: with the same form as Node's own. */
const netPart = {
  request: (options: RequestOptions) => (options.protocol === 'https:' ? httpsRequest : httpRequest)(options),
};

function screenPart(world: World) {
  const whole = { x: 0, y: 0, width: 1920, height: 1040 };
  return {
    getAllDisplays: () => (world.options.workAreas ?? [whole]).map((workArea) => ({ workArea })),
  };
}

function sessionPart(world: World) {
  const methods = {
    setPermissionRequestHandler: (handler) => {
      world.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler) => {
      world.permissionCheck = handler;
    },
    setDevicePermissionHandler: (handler) => {
      world.deviceCheck = handler;
    },
    setSpellCheckerEnabled: () => {},
    resolveProxy: async (url) => world.proxyOf(url),
  } satisfies Pick<
    Electron.Session,
    | 'setPermissionRequestHandler'
    | 'setPermissionCheckHandler'
    | 'setDevicePermissionHandler'
    | 'setSpellCheckerEnabled'
    | 'resolveProxy'
  >;
  const webRequest = strict('webRequest', {
    onBeforeRequest: (filter: RequestFilter) => {
      world.requestFilter = filter;
    },
  });
  return { ...methods, webRequest, ...emits(world.session, ['will-download']) };
}
