import type { Host } from '#contract/host.ts';
import { ABILITIES, fakeSession } from './fake-session.ts';
import { hostSuite } from './host-suite.ts';
import { enter, socketTestHost } from './socket-test-host.ts';
import { startWebHost } from '#web/web-host.ts';

hostSuite('WebSocket', async (scenario) => {
  const { session, world, close } = await fakeSession(scenario);
  const web = await startWebHost({
    session,
    address: '127.0.0.1',
    port: 0,
    files: new Map(),
    control: null,
    onEntered: () => {},
    onFault: (cause) => {
      throw cause;
    },
  });
  const pass = await enter(web.url);
  const open: Host[] = [];
  return {
    world,
    abilities: ABILITIES,
    open: async () => {
      const host = await socketTestHost(pass);
      open.push(host);
      return host;
    },
    close: async () => {
      for (const host of open) host.close();
      await web.close();
      await close();
    },
  };
});
