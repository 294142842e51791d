/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { openApp, openPage } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { serveApp } from '../helpers/served-app.ts';

const missing = await browserMissing();
const SANDISK = 'SanDisk Ultra Fit';

describe('acceptance checks 21 to 23: the host', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('21 a wrong token shows a page that says what to do, and no data', async (t) => {
    const app = await serveApp({ scenario: 'mixed' });
    cleanUp(t, () => app.close());
    for (const address of [`${app.origin}/`, `${app.origin}/#token=wrong`]) {
      const context = await browser.newContext({ locale: 'en-US' });
      cleanUp(t, () => context.close());
      const page = await context.newPage();
      const sockets: string[] = [];
      page.on('websocket', (socket) => sockets.push(socket.url()));
      await page.goto(address);
      await page.getByRole('heading', { name: 'This page needs its address' }).waitFor();
      await page.getByText('the address shown in the terminal').waitFor();
      assert.equal(await page.getByRole('checkbox').count(), 0);
      assert.deepEqual(sockets, []);
      assert.ok(!page.url().includes('wrong'), 'no token stays in the address');
    }
  });

  it('21 an address works once, and a reload needs none', async (t) => {
    const app = await serveApp({ scenario: 'one-stick' });
    cleanUp(t, () => app.close());
    const address = await app.takeAddress();
    const [first, second] = await Promise.all([
      browser.newContext({ locale: 'en-US' }),
      browser.newContext({ locale: 'en-US' }),
    ]);
    cleanUp(t, () => first.close());
    cleanUp(t, () => second.close());
    const page = await first.newPage();
    await page.goto(address);
    await page.getByRole('checkbox', { name: /SanDisk/ }).waitFor();
    await page.reload();
    await page.getByRole('checkbox', { name: /SanDisk/ }).waitFor();
    const other = await second.newPage();
    await other.goto(address);
    await other.getByRole('heading', { name: 'This page needs its address' }).waitFor();
  });

  it('21 a foreign Host or Origin gets no data, and no other site may frame or read the page', async (t) => {
    const app = await serveApp({ scenario: 'mixed' });
    cleanUp(t, () => app.close());
    const { port } = new URL(app.origin);
    assert.equal(await statusOf(app.origin, { host: 'evil.example' }), 421);
    assert.equal(await statusOf(app.origin, { host: `evil.example:${port}` }), 421);
    assert.equal(await statusOf(app.origin, { host: `127.0.0.1:${port}`, origin: 'http://evil.example' }), 403);
    assert.equal(await statusOf(app.origin, { host: `127.0.0.1:${port}` }), 200);

    const context = await browser.newContext();
    cleanUp(t, () => context.close());
    const page = await context.newPage();
    await page.route('http://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<p>evil</p>' }),
    );
    await page.goto('http://evil.example/');
    const got = await page.evaluate(async (origin) => {
      const read = (path: string, options?: RequestInit) =>
        fetch(origin + path, options).then(
          (response) => `answered ${response.status}`,
          () => 'blocked',
        );
      const socket = await new Promise((resolve) => {
        const line = new WebSocket(`${origin.replace('http', 'ws')}/socket`);
        line.onopen = () => resolve('open');
        line.onerror = () => resolve('blocked');
      });
      return [await read('/'), await read('/enter', { method: 'POST', body: '{}' }), socket];
    }, app.origin);
    assert.deepEqual(got, ['blocked', 'blocked', 'blocked']);
    const { headers } = await fetch(`${app.origin}/`);
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    assert.equal(headers.get('access-control-allow-origin'), null);
  });

  it('22 a lost connection is said within 3 s, and the page comes back to a running and to an ended job', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const line = await holdLine(app.page);
    await app.page.reload(); // its new line goes through our hands
    await app.startWriting(SANDISK);
    const strip = app.page.getByText(/The connection to .* was lost\. Writing may still be going on there\./);
    const running = app.heading('Writing and checking 1 drive');

    line.cut();
    await strip.waitFor({ timeout: 3000 });
    await app.page.getByText('Do not unplug the drives.').waitFor();
    const { writtenBytes } = await app.app.advance(10_000);
    assert.ok((writtenBytes.sandisk ?? 0) > 4e8, 'the job goes on without the page');
    line.mend();
    await app.button('Reconnect').click();
    await strip.waitFor({ state: 'detached' });
    await running.waitFor();
    await app.says(app.show({ sizeBytes: writtenBytes.sandisk ?? 0 }));

    line.cut();
    await strip.waitFor({ timeout: 3000 });
    await app.app.advance(120_000);
    line.mend();
    // by itself, after 2 s
    await app.heading('1 drive written and verified').waitFor();
    assert.equal(await strip.count(), 0);
  });

  it('23 two pages show the same job, and only one can confirm a plan', async (t) => {
    const one = await openApp(t, browser, { scenario: 'three-sticks' });
    const two = await openPage(t, browser, { app: one.app });
    await one.readyImage();
    await two.heading('Proxmox VE 9.1-1 installer').waitFor();
    assert.equal(await two.checkedCount(), 0);
    await one.tick(SANDISK);
    await two.tick('Lexar JumpDrive');
    await one.review();
    await two.review();
    await one.erase();
    await two.heading('Waiting for administrator permission').waitFor();
    await one.app.advance(5000);
    for (const page of [one, two]) await page.heading('Writing and checking 1 drive').waitFor();
    assert.equal(await two.page.getByRole('row', { name: /SanDisk/ }).count(), 1);
    assert.equal(await two.page.getByRole('row', { name: /Lexar/ }).count(), 0);
    const { writtenBytes } = await one.app.state();
    assert.equal(writtenBytes.lexar, 0);
    await one.advanceUntil('1 drive written and verified');
    await two.heading('1 drive written and verified').waitFor();
    await two.button('Write the same to more drives').click();
    await two.drive(SANDISK).waitFor();
    await one.drive(SANDISK).waitFor();
  });
});

interface HeldLine {
  cut(): void;
  mend(): void;
}

/** From the next loading of the page on, its line to the host can be cut. */
async function holdLine(page: Page): Promise<HeldLine> {
  let isCut = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/\/socket$/, (route) => {
    if (isCut) {
      void route.close();
      return;
    }
    open.add(route);
    route.connectToServer();
  });
  return {
    cut: () => {
      isCut = true;
      for (const route of open) void route.close();
      open.clear();
    },
    mend: () => {
      isCut = false;
    },
  };
}

function statusOf(origin: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(origin, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
