/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { launchWindow } from '../helpers/electron/launch.ts';
import { eventually } from '../helpers/eventually.ts';

// One file for both: `npm run test:electron` runs it in the real Electron, `npm test` on the stand-in.
const isReal = process.env['STICKWRIGHT_ELECTRON'] !== undefined;
const missing = isReal ? null : await browserMissing();
const STOP_AND_QUIT = 1;

test('a window opens, writes a demo drive, asks before it closes, and ends', { skip: missing ?? false }, async () => {
  const browser = isReal ? null : await openBrowser();
  try {
    const app = await launchWindow(browser, 'two-drives');
    const { page } = app;
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.getByRole('checkbox', { name: /^SanDisk/ }).waitFor();
    const world = await page.evaluate(() => ({
      names: Object.keys(window.stickwright ?? {}).sort(),
      node: ['require', 'process', 'module'].filter((name) => name in window),
      isSecure: isSecureContext,
    }));
    assert.deepEqual(world, {
      names: ['abilities', 'call', 'listen', 'onCommand', 'takeFile'],
      node: [],
      isSecure: true,
    });

    await app.willChoose('/demo/images/proxmox-ve_9.1-1.iso');
    await page.getByRole('button', { name: 'Choose file…' }).click();
    await page.getByText('proxmox-ve_9.1-1.iso').first().waitFor();
    await page.getByRole('checkbox', { name: /^SanDisk/ }).check();
    await page.getByRole('button', { name: 'Review and write…' }).click();
    await page.getByRole('button', { name: /^Erase SanDisk/ }).click();
    await eventually(async () => {
      await app.advance(1000);
      assert.match(await page.title(), /^\d+ % writing/);
    });

    await app.closeWindow();
    await eventually(async () => assert.equal(await app.questions(), 1));
    await app.advance(1000);
    assert.match(await page.title(), /^\d+ % writing/, 'the safe answer changes nothing');
    await app.willPress(STOP_AND_QUIT);
    await app.closeWindow();
    await eventually(async () => assert.equal(await app.questions(), 2));
    assert.deepEqual(problems, []);
    let hasEnded = false;
    void app.ended.then(() => {
      hasEnded = true;
    });
    await eventually(async () => {
      await app.advance(1000).catch(() => undefined); // the job stops in virtual time; then nobody answers
      assert.ok(hasEnded);
    });
  } finally {
    await browser?.close();
  }
});
