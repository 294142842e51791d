import type { Unsubscribe } from '#contract/host.ts';
import type { PreloadBridge, Settled } from '#contract/ipc.ts';
import { CallError, type PageHost } from './page-host.ts';

declare global {
  interface Window {
    readonly stickwright?: PreloadBridge;
  }
}

/** The host behind a preload script; its line never breaks while the page lives. */
export function electronHost(bridge: PreloadBridge): PageHost {
  const open = new Set<Unsubscribe>();
  return {
    abilities: bridge.abilities,
    call: async (method, params) => unwrap(await bridge.call(method, params)),
    listen: (topic, onEvent) => {
      const stop = bridge.listen(topic, onEvent);
      open.add(stop);
      return () => {
        open.delete(stop);
        stop();
      };
    },
    takeFile: async (file) => {
      unwrap(await bridge.takeFile(file));
    },
    onConnection: (listener) => {
      const timer = setTimeout(() => listener('connected'));
      return () => clearTimeout(timer);
    },
    onCommand: (listener) => bridge.onCommand(listener),
    close: () => {
      for (const stop of open) stop();
      open.clear();
    },
  };
}

function unwrap<R>(settled: Settled<R>): R {
  if (settled.isOk) return settled.result;
  throw new CallError(settled.failure);
}
