import type { AppFailure } from '#contract/errors.ts';
import type { Abilities, PickedFile, Unsubscribe } from '#contract/host.ts';
import type { MethodName, ParamsOf, ResultOf } from '#contract/methods.ts';
import type { EventOf, TopicName } from '#contract/topics.ts';
import { CallError, type PageHost } from './page-host.ts';

/** How an answer crosses into the page: errors lose their own fields on the way, plain objects do not. */
export type Settled<R> =
  | { readonly isOk: true; readonly result: R }
  | { readonly isOk: false; readonly failure: AppFailure };

/** What the preload script puts at `window.stickwright`: named functions only. */
export interface PreloadBridge {
  readonly abilities: Abilities;
  call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<Settled<ResultOf<M>>>;
  listen<T extends TopicName>(topic: T, onEvent: (event: EventOf<T>) => void): Unsubscribe;
  /** Looks the path of a dropped file up and chooses it. */
  takeFile(file: PickedFile): Promise<Settled<null>>;
}

declare global {
  interface Window {
    readonly stickwright?: PreloadBridge;
  }
}

/** The host behind a preload script; its line never breaks while the page lives. */
export function electronHost(bridge: PreloadBridge): PageHost {
  return {
    abilities: bridge.abilities,
    call: async (method, params) => unwrap(await bridge.call(method, params)),
    listen: (topic, onEvent) => bridge.listen(topic, onEvent),
    takeFile: async (file) => {
      unwrap(await bridge.takeFile(file));
    },
    onConnection: (listener) => {
      const timer = setTimeout(() => listener('connected'));
      return () => clearTimeout(timer);
    },
    close: () => undefined,
  };
}

function unwrap<R>(settled: Settled<R>): R {
  if (settled.isOk) return settled.result;
  throw new CallError(settled.failure);
}
