import type { Host } from '#contract/host.ts';
import type { MethodName, ResultOf } from '#contract/methods.ts';
import type { Client } from './session-methods.ts';
import type { Session } from './session.ts';

export interface SessionHostOptions {
  readonly client: Client;
  /** How a dropped file becomes the image here. */
  readonly takeFile: Host['takeFile'];
}

/** A session as the one interface a page holds, in the same process: nothing can break between the two. */
export function sessionHost(session: Session, { client, takeFile }: SessionHostOptions): Host {
  const open = new Set<() => void>();
  return {
    abilities: session.abilities,
    // the session answers a method with that method's result
    call: async <M extends MethodName>(method: M, params: unknown) =>
      (await session.call(method, params, client)) as ResultOf<M>,
    listen: (topic, onEvent) => {
      const stop = session.listen(topic, onEvent);
      open.add(stop);
      return () => {
        open.delete(stop);
        stop();
      };
    },
    takeFile,
    onConnection: (listener) => {
      let isOver = false;
      queueMicrotask(() => {
        if (!isOver) listener('connected');
      });
      return () => {
        isOver = true;
      };
    },
    close: () => {
      for (const stop of open) stop();
      open.clear();
    },
  };
}
