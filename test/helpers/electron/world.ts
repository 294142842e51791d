import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions, MessageBoxOptions, OpenDialogOptions } from 'electron';
import type { Browser } from 'playwright-core';
import type { StandInWindow } from './browser-window.ts';

export interface StandInOptions {
  readonly browser: Browser;
  /** Words of the command line after the app itself. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly languages?: readonly string[];
  readonly theme?: 'light' | 'dark';
  readonly isStill?: boolean;
  /** Size of the page; without it that of the window. */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly workAreas?: readonly Electron.Rectangle[];
  /** Folder beside the app, of an installed one. */
  readonly resources?: string;
}

/** A dialog that waits for a person. */
export interface OpenMessage {
  readonly options: MessageBoxOptions;
  /** Presses the button of this name. */
  press(button: string): void;
}
export interface OpenFileDialog {
  readonly options: OpenDialogOptions;
  choose(path: string | null): void;
}
export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  click(): void;
}

export type InvokeHandler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown;
export type SchemeHandler = (request: Request) => Response | Promise<Response>;
export type RequestFilter = (
  details: Electron.OnBeforeRequestListenerDetails,
  decide: (answer: Electron.CallbackResponse) => void,
) => void;

/** Everything the parts of one stand-in share: what the app did to its system, and what tests do to it. */
export class World {
  readonly options: StandInOptions;
  readonly app = new EventEmitter();
  readonly session = new EventEmitter();
  readonly powerMonitor = new EventEmitter();
  readonly handlers = new Map<string, InvokeHandler>();
  readonly ipc = new EventEmitter();
  readonly windows = new Set<StandInWindow>();
  readonly schemes = new Map<string, SchemeHandler>();
  readonly privileged = new Set<string>();
  readonly messages: OpenMessage[] = [];
  readonly fileDialogs: OpenFileDialog[] = [];
  /** Answers for the next file dialogs, given beforehand. */
  readonly filesToChoose: (string | null)[] = [];
  readonly errorBoxes: string[] = [];
  readonly notifications: ShownNotification[] = [];
  readonly powerBlockers = new Set<number>();
  /** Addresses outside the app that something asked for. */
  readonly foreignRequests: string[] = [];
  readonly paths = new Map<string, string>();
  /** What the system answers when it is asked for the proxy to an origin. */
  proxyOf: (origin: string) => string = () => 'DIRECT';
  menu: readonly MenuItemConstructorOptions[] = [];
  permissionRequest: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null;
  permissionCheck: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null;
  deviceCheck: Parameters<Electron.Session['setDevicePermissionHandler']>[0] = null;
  requestFilter: RequestFilter | null = null;
  isSandboxed = false;
  isQuitting = false;
  isReady = false;
  readonly exited: Promise<number>;
  exit: (code: number) => void = () => {};
  /** Ends the app in Electron's order. */
  quit: () => void = () => {};

  constructor(options: StandInOptions) {
    this.options = options;
    this.exited = new Promise((resolve) => {
      this.exit = resolve;
    });
  }

  /** The newest window that is open. */
  get window(): StandInWindow {
    const window = [...this.windows].at(-1);
    if (window === undefined) throw new Error('The app has no window');
    return window;
  }
}
