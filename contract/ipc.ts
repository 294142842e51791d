import type { AppFailure } from './errors.ts';
import type { Abilities, PickedFile, Unsubscribe } from './host.ts';
import type { MethodName, ParamsOf, ResultOf } from './methods.ts';
import type { EventOf, TopicName } from './topics.ts';

/** How an answer crosses into the page: errors lose their own fields on the way, plain objects do not. */
export type Settled<R> =
  | { readonly isOk: true; readonly result: R }
  | { readonly isOk: false; readonly failure: AppFailure };

/**
 * What the desktop asks of the page: a menu's item was chosen, or the system gave the app an image to open. The page does
 * what its own button or key does, and nothing where that is not possible now. No command starts a write.
 */
export type Command =
  | { readonly name: 'open-image'; readonly path: string }
  | { readonly name: 'go'; readonly place: 'write' | 'receipts' | 'settings' | 'help' }
  | { readonly name: 'choose-file' | 'from-url' | 'catalogue' | 'drives' | 'rescan' | 'review' | 'stop' };

export const COMMAND_NAMES = ['choose-file', 'from-url', 'catalogue', 'drives', 'rescan', 'review', 'stop'] as const;
export const COMMAND_PLACES = ['write', 'receipts', 'settings', 'help'] as const;

/** What Electron's preload script puts at `window.stickwright`: named functions only. */
export interface PreloadBridge {
  readonly abilities: Abilities;
  call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<Settled<ResultOf<M>>>;
  listen<T extends TopicName>(topic: T, onEvent: (event: EventOf<T>) => void): Unsubscribe;
  /** Looks the path of a dropped file up and chooses it. */
  takeFile(file: PickedFile): Promise<Settled<null>>;
  /** What was asked before anyone listened comes first. */
  onCommand(listener: (command: Command) => void): Unsubscribe;
}

/**
 * Names of Electron's messages between preload script and main process.
 *
 *   call, takeFile      page → main, answered with `Settled`
 *   listen, unlisten    page → main, by the page's own number
 *   event               main → page, with the number of its `listen`
 *   ready               page → main: commands are listened to from now on
 *   command             main → page
 */
export const IPC = {
  call: 'stickwright:call',
  takeFile: 'stickwright:take-file',
  listen: 'stickwright:listen',
  unlisten: 'stickwright:unlisten',
  event: 'stickwright:event',
  ready: 'stickwright:ready',
  command: 'stickwright:command',
} as const;

export interface IpcCall {
  readonly method: string;
  readonly params: unknown;
}
export interface IpcTakeFile {
  /** Empty where the file lies nowhere, as one that a program made up. */
  readonly path: string;
  readonly name: string;
}
export interface IpcListen {
  readonly id: number;
  readonly topic: TopicName;
}
export interface IpcUnlisten {
  readonly id: number;
}
export interface IpcEvent {
  readonly id: number;
  readonly event: unknown;
}
