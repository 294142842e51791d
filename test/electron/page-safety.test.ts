/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { IPC } from '#contract/ipc.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { StandIn } from '../helpers/electron/stand-in.ts';
import { eventually } from '../helpers/eventually.ts';

const missing = await browserMissing();

describe('the page in the window is shut in', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  async function start(t: TestContext): Promise<StandIn> {
    const args = ['--platform', 'fake', '--scenario', 'one-stick', '--clock', 'manual'];
    const app = await StandIn.launch({ browser, args });
    cleanUp(t, () => app.quit());
    await app.world.window.page.getByRole('checkbox', { name: /SanDisk/ }).waitFor();
    return app;
  }

  it('it works under a policy without inline code, connections and elements made from text', async (t) => {
    const app = await start(t);
    const { page } = app.world.window;
    const answer = await app.fetch('app://bundle/index.html');
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'none'", "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(rule), policy);
    }
    const tried = await page.evaluate(async () => {
      const failed = (work: () => unknown) => {
        try {
          work();
          return 'done';
        } catch {
          return 'refused';
        }
      };
      const script = document.createElement('script');
      script.append('window.wasRun = true');
      return {
        html: failed(() => {
          document.body.innerHTML = '<p>text</p>';
        }),
        inline: failed(() => document.head.append(script)) && 'wasRun' in window,
        online: await fetch('https://example.org/').then(
          () => 'done',
          () => 'refused',
        ),
        electron: ['require', 'process', 'module'].filter((name) => name in window),
        names: Object.keys(window.stickwright ?? {}).sort(),
        isFrozen: Object.isFrozen(window.stickwright),
      };
    });
    assert.deepEqual(tried, {
      html: 'refused',
      inline: false,
      online: 'refused',
      electron: [],
      names: ['abilities', 'call', 'listen', 'onCommand', 'takeFile'],
      isFrozen: true,
    });
    assert.deepEqual(app.world.foreignRequests, []);
  });

  it('it is sandboxed, isolated and without Node', async (t) => {
    const { world } = await start(t);
    const { preload, ...rest } = world.window.options.webPreferences ?? {};
    assert.match(preload ?? '', /out[\\/]preload[\\/]preload\.cjs$/);
    assert.deepEqual(rest, {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: true, // not packaged here
    });
    assert.equal(world.isSandboxed, true);
    assert.deepEqual([...world.privileged], ['app']);
  });

  it('nothing but the files of the page is there, and only to be read', async (t) => {
    const app = await start(t);
    const statuses: Record<string, number> = {};
    for (const address of [
      'app://bundle/',
      'app://bundle/index.html',
      'app://bundle/../main/main.js',
      'app://bundle/%2e%2e/main/main.js',
      'app://bundle/..%2f..%2fpackage.json',
      'app://other/index.html',
      'app://user@bundle/index.html',
    ]) {
      statuses[address] = (await app.fetch(address).catch(() => new Response(null, { status: 400 }))).status;
    }
    assert.deepEqual(statuses, {
      'app://bundle/': 200,
      'app://bundle/index.html': 200,
      'app://bundle/../main/main.js': 404,
      'app://bundle/%2e%2e/main/main.js': 404,
      'app://bundle/..%2f..%2fpackage.json': 404,
      'app://other/index.html': 404,
      'app://user@bundle/index.html': 400,
    });
    assert.equal((await app.fetch('app://bundle/index.html', { method: 'POST', body: 'x' })).status, 405);
  });

  it('it goes nowhere, opens nothing and gets no permission but the clipboard', async (t) => {
    const app = await start(t);
    const { window } = app.world;
    const { page } = window;
    await page.evaluate(() => {
      open('https://example.org/');
      location.href = 'https://example.org/';
    });
    await page.getByRole('checkbox', { name: /SanDisk/ }).waitFor();
    await eventually(async () => assert.equal(page.context().pages().length, 1));
    assert.deepEqual(window.webContents.windowOpenHandler?.({ url: 'https://example.org/' }), { action: 'deny' });

    const asked = (permission: string, requestingUrl: string, isMainFrame = true) => {
      let isGiven: boolean | null = null;
      const details = { requestingUrl, isMainFrame };
      Reflect.apply(app.world.permissionRequest ?? (() => {}), null, [
        {},
        permission,
        (given: boolean) => {
          isGiven = given;
        },
        details,
      ]);
      return isGiven;
    };
    for (const permission of ['media', 'geolocation', 'notifications', 'usb', 'openExternal', 'clipboard-read']) {
      assert.equal(asked(permission, 'app://bundle/index.html'), false, permission);
    }
    assert.equal(asked('clipboard-sanitized-write', 'app://bundle/index.html'), true);
    assert.equal(asked('clipboard-sanitized-write', 'https://example.org/'), false);
    assert.equal(asked('clipboard-sanitized-write', 'app://bundle/index.html', false), false);
    assert.equal(Reflect.apply(app.world.deviceCheck ?? (() => true), null, [{}]), false);
  });

  it('messages from anywhere but the page itself are refused, wrong ones too', async (t) => {
    const app = await start(t);
    const { window } = app.world;
    const ask = (frame: { url: string; parent: object | null; detached: boolean }, ...args: readonly unknown[]) =>
      window.receive({ kind: 'invoke', channel: IPC.call, args, id: -1 }, frame);
    const own = { url: 'app://bundle/index.html', parent: null, detached: false };
    const call = { method: 'settings.get', params: {} };
    const code = async (answer: Promise<unknown> | undefined) => {
      const { isOk, failure } = (await answer) as { isOk: boolean; failure?: { code: string } };
      return isOk ? 'ok' : failure?.code;
    };
    assert.equal(await code(ask(own, call)), 'ok');
    for (const frame of [
      { ...own, url: 'https://example.org/index.html' },
      { ...own, url: 'app://other/index.html' },
      { ...own, url: 'app://bundle/other.html' },
      { ...own, url: 'about:blank' },
      { ...own, parent: {} },
      { ...own, detached: true },
    ]) {
      assert.equal(await code(ask(frame, call)), 'NOT_ALLOWED', JSON.stringify(frame));
    }
    for (const wrong of [undefined, null, 'settings.get', { method: 1, params: {} }, { ...call, extra: 1 }, []]) {
      assert.equal(await code(ask(own, wrong)), 'NOT_ALLOWED', JSON.stringify(wrong));
    }
    for (const channel of [IPC.listen, IPC.unlisten, IPC.ready]) {
      for (const args of [[], [null], [{ id: -1, topic: 'job' }], [{ id: 1, topic: 'constructor' }]]) {
        void window.receive({ kind: 'send', channel, args, id: -1 }, own);
      }
    }
    assert.equal(await code(ask(own, call)), 'ok', 'the line is still good');
  });
});
