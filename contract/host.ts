import type { AppFailure } from './errors.ts';
import type { MethodName, ParamsOf, ResultOf } from './methods.ts';
import type { EventOf, TopicName } from './topics.ts';

/** What a host can do besides calls. The page asks these, never "which host am I in". */
export interface Abilities {
  /** `image.choose` shows the system's own file dialog. */
  readonly canChooseFile: boolean;
  /** `image.browse` lists the folders of the computer the drives are plugged into. */
  readonly canBrowse: boolean;
  /** `takeFile` works, by path or by copying the bytes to the host. */
  readonly canTakeFile: boolean;
  /** `takeFile` copies the bytes first, so it takes time and shows `uploading`. */
  readonly isFileCopied: boolean;
  /** `practice.create` makes practice drives. */
  readonly canPractice: boolean;
  /** The host shows notifications of its own; false: the page may use the browser's. */
  readonly canNotify: boolean;
  /** The computer is kept from sleeping while a job runs. */
  readonly canStayAwake: boolean;
}

/** A file the user dropped or picked in the page; a DOM `File` is one. */
export interface PickedFile {
  readonly name: string;
  readonly size: number;
}

export type Unsubscribe = () => void;

/**
 * `connected`: calls work. `lost`: the host cannot be reached, it is tried again every 2 s; after it is back every topic
 * delivers its first event anew. `refused`: the host is there but does not know this page (it was restarted, or the page
 * was opened without its address): only the address from the terminal helps.
 */
export type ConnectionState = 'connected' | 'lost' | 'refused';

/**
 * The one thing a page holds of the program. Electron, the web host and tests each make one; all behave alike
 * (test/contract/host-suite.ts).
 */
export interface Host {
  readonly abilities: Abilities;
  /**
   * Rejects with an Error that has a `failure` (`FailedCall`) and with nothing else: HOST_LOST when the connection broke
   * before the answer came (the call may have been carried out), NOT_ALLOWED for unknown methods and wrong parameters.
   */
  call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>>;
  /**
   * Delivers the topic's state at once (never within the call itself) and every change after it, in order. Nothing is
   * delivered after `Unsubscribe` was called.
   */
  listen<T extends TopicName>(topic: T, onEvent: (event: EventOf<T>) => void): Unsubscribe;
  /**
   * Uses a dropped file as the image: by its path, or by copying it to the host (topic `session` shows `uploading`).
   * Resolves when the copy is complete and the image is being looked at; `image.clear` stops it. Rejects like `call`;
   * a stopped copy resolves.
   */
  takeFile(file: PickedFile): Promise<void>;
  /** Tells the state at once and after every change. Always `connected` where there is no line that can break. */
  onConnection(listener: (state: ConnectionState) => void): Unsubscribe;
  close(): void;
}

/** What `Host.call` rejects with. */
export interface FailedCall extends Error {
  readonly failure: AppFailure;
}
