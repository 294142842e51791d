import type { UpdateState } from '#contract/update.ts';
import { failureOf } from '../host/page-host.ts';
import { useApp, useAppState, useSend } from './app-context.tsx';

type UpdateMethod = 'update.look' | 'update.get' | 'update.install' | 'update.refuse';

/** The state of updates, null where there are none, and how something is asked of them. */
export function useUpdate(): { readonly update: UpdateState | null; ask(method: UpdateMethod): void } {
  const { host } = useApp();
  const send = useSend();
  const update = useAppState(({ session }) => session?.update ?? null);
  const ask = (method: UpdateMethod) => {
    host.call(method, {}).catch((reason: unknown) => {
      send({ type: 'call.failed', failure: failureOf(reason, method) });
    });
  };
  return { update, ask };
}
