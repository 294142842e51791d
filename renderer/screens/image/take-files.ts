import { failureOf } from '../../host/page-host.ts';
import type { App } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import type { Dropped } from './dropped-files.ts';
import { giveTrustFiles } from './give-trust-files.ts';

/** Uses one dropped image with the checksum files and signatures that came along, or these with the image that is there. */
export async function takeFiles({ store, host }: App, image: File | null, dropped: Dropped<File>): Promise<void> {
  const { send } = store;
  try {
    if (image !== null) {
      send({ type: 'place.chosen', place: { name: 'write' } });
      await host.takeFile(image);
    }
    if (dropped.checksums.length === 0) return;
    if (!(await imageReady({ store, host }, image !== null))) return;
    await giveTrustFiles({ store, host }, dropped.checksums);
  } catch (reason) {
    const failure = failureOf(reason, 'takeFile');
    if (failure.code !== 'HOST_LOST') send({ type: 'call.failed', failure });
  }
}

/** Settles when the image is ready to be compared (true) or will not be (false). */
function imageReady({ store }: App, isOnItsWay: boolean): Promise<boolean> {
  const stateOf = ({ session }: AppState) => session?.image.state ?? 'none';
  const isSettled = (state: ReturnType<typeof stateOf>) =>
    state === 'ready' ? true : state === 'rejected' || state === 'none' ? false : null;
  return new Promise((resolve) => {
    const first = stateOf(store.api.getState());
    // the answer to an upload may overtake the news of it: "none" is then not the end of it
    const now = isOnItsWay && first === 'none' ? null : isSettled(first);
    if (now !== null) {
      resolve(now);
      return;
    }
    const stop = store.api.subscribe((after, before) => {
      const settled = stateOf(after) === stateOf(before) ? null : isSettled(stateOf(after));
      if (settled === null) return;
      stop();
      resolve(settled);
    });
  });
}
