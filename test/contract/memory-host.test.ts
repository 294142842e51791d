import type { PickedFile } from '#contract/host.ts';
import { sessionHost } from '#engine/index.ts';
import { ABILITIES, fakeSession } from './fake-session.ts';
import { hostSuite } from './host-suite.ts';

hostSuite('memory', async (scenario) => {
  const { session, world, close } = await fakeSession(scenario);
  const takeFile = async (file: PickedFile) => {
    const { name, size } = file;
    const chunks = (file as File).stream() as unknown as AsyncIterable<Uint8Array>;
    await session.upload({ name, totalBytes: size, chunks, signal: new AbortController().signal });
  };
  return {
    world,
    abilities: ABILITIES,
    close,
    open: async () => sessionHost(session, { client: { isRemote: false }, takeFile }),
  };
});
