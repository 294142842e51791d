import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, openPage } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { WindowApp } from '../helpers/window-app.ts';

const missing = await browserMissing();

describe('a newer version of the app', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  /** An installed app whose publisher offers this version; what was asked of the publisher. */
  async function installed(t: TestContext, version: string): Promise<{ app: AppPage; requests: readonly string[] }> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.end(`version: ${version}\npath: new.AppImage\nsha512: ${'A'.repeat(86)}==\nfiles: []\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp(t, () => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo; // listening on a host and port
    const resources = await mkdtemp(join(tmpdir(), 'stickwright-resources-'));
    cleanUp(t, () => rm(resources, { recursive: true, force: true }));
    await writeFile(join(resources, 'app-update.yml'), `provider: generic\nurl: http://127.0.0.1:${port}/\n`);
    const env = { APPIMAGE: join(resources, 'Stickwright.AppImage') };
    const app = await WindowApp.start(browser, { scenario: 'one-stick', resources, env });
    cleanUp(t, () => app.close());
    return { app: await openPage(t, browser, { app }), requests };
  }

  it('nothing is asked before a person looks; then it is said, offered, and can be refused', async (t) => {
    const { app, requests } = await installed(t, '99.1.0');
    await app.drive('SanDisk').waitFor();
    await app.button('Settings').click();
    await app.says(app.t('update.unknown'));
    assert.deepEqual(requests, [], 'nothing goes online by itself');
    await app.button(app.t('settings.lookNow')).click();
    const told = app.page.getByText(app.t('update.available', { version: '99.1.0' }));
    await told.first().waitFor();
    assert.equal(requests.length, 1);
    assert.match(requests[0] ?? '', /^\/latest-linux\.yml/);
    await app.page
      .getByRole('complementary')
      .getByRole('button', { name: app.t('update.later') })
      .click();
    await app.page.getByRole('complementary').getByText('99.1.0').waitFor({ state: 'detached' });
    await app.button(app.t('update.get')).waitFor(); // the settings still know it
    assert.equal(requests.length, 1, 'nothing was downloaded');
  });

  it('looking by itself is off, and begins when it is allowed', async (t) => {
    const { app, requests } = await installed(t, '0.0.1');
    await app.button('Settings').click();
    const allow = app.page.getByRole('switch', { name: app.t('settings.look') });
    assert.equal(await allow.isChecked(), false);
    await allow.locator('xpath=ancestor-or-self::label').click();
    await app.says(app.t('update.newest'));
    assert.equal(requests.length, 1);
  });
});
