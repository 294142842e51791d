import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { browserMissing, openBrowser, type ServedApp, serveApp } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';

const MIB = 1024 * 1024;
const DRIVE_BYTES = 640 * MIB;
const LIMIT_MS = 20_000;
const missing = (await browserMissing()) ?? (await loopDevicesMissing());

describe('the app in a browser writes real block devices', { skip: missing ?? false }, () => {
  let home = '';
  let imagePath = '';
  let browser: Browser;
  let app: ServedApp;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'stickwright-home-'));
    await mkdir(join(home, 'Downloads'));
    imagePath = join(home, 'Downloads', 'installer.iso');
    await makeBootableImage(imagePath, 24 * MIB);
    browser = await openBrowser();
    app = await serveApp({ home, args: ['--virtual'] });
  });
  after(async () => {
    await browser.close();
    await app.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  async function openPage(locale = 'en-US'): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width: 1000, height: 720 } });
    const page = await context.newPage();
    page.setDefaultTimeout(LIMIT_MS);
    await page.goto(app.url);
    await page.getByRole('navigation').first().waitFor();
    return page;
  }

  async function chooseImage(page: Page, name: string): Promise<void> {
    const choose = page.getByRole('button', { name: /Choose file|Change/ });
    const another = page.getByRole('button', { name: 'Choose another image' }); // an earlier job's result is still shown
    await choose.or(another).first().waitFor();
    if (await another.isVisible()) await another.click();
    await choose.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Downloads', exact: true }).click();
    await dialog.getByText(name, { exact: true }).click();
    await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    await page.getByText('Raw copy, from the first sector.').waitFor();
  }

  /** A drive that the page shows under a name of its own, whatever else is attached to this computer. */
  async function plugIn(name: string): Promise<LoopDevice> {
    const backingPath = await makeSparseFile(join(home, `${name}.img`), DRIVE_BYTES);
    return await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, backingPath });
  }

  async function review(page: Page, name: string): Promise<void> {
    const box = page.getByRole('checkbox', { name: new RegExp(`${name}.img`, 'u') });
    await box.waitFor({ state: 'attached' });
    await box.evaluate((element) => element.closest('label')?.click());
    await page.getByRole('button', { name: 'Review and write…' }).click();
    await page.getByRole('heading', { name: 'Review' }).waitFor();
  }

  it('from an empty page to a verified drive and its receipt, with nothing chosen beforehand', async (t) => {
    const drive = await plugIn('alpha');
    cleanUp(t, () => drive.detach());
    const page = await openPage();
    cleanUp(t, () => page.context().close());
    await chooseImage(page, 'installer.iso');
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Review and write…' }).isDisabled(), true);
    await review(page, 'alpha');
    await page.getByText('It cannot be undone.', { exact: false }).waitFor();
    await page.keyboard.press('Enter'); // the heading has the focus: nothing may start
    assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
    await page.getByRole('button', { name: /^Erase .* and write$/ }).click();
    await page.getByRole('heading', { name: '1 drive written and verified' }).waitFor();
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
    await page.getByRole('button', { name: 'View receipt' }).click();
    await page.getByText('SHA-256').first().waitFor();
    const receipts = await readdir(join(home, '.local/state/stickwright/receipts'));
    assert.equal(receipts.length, 1);
    assert.equal(
      await page
        .locator('body')
        .innerText()
        .then((text) => /undefined|\[object/.test(text)),
      false,
    );
  });

  it('a drive that is unplugged while its review is open closes the review with the reason', async (t) => {
    const drive = await plugIn('bravo');
    cleanUp(t, () => drive.detach());
    const page = await openPage();
    cleanUp(t, () => page.context().close());
    await chooseImage(page, 'installer.iso');
    await review(page, 'bravo');
    await drive.detach();
    await page
      .getByText(/changed while you were reading|was unplugged/)
      .first()
      .waitFor();
    assert.equal(await page.getByRole('button', { name: /^Erase/, disabled: false }).count(), 0);
  });

  it('wrong tokens, foreign origins and foreign host names get nothing', async () => {
    const { origin } = new URL(app.url);
    const enter = (token: string, headers: Record<string, string>) =>
      fetch(`${origin}/enter`, { method: 'POST', headers, body: JSON.stringify({ token }) });
    assert.ok((await enter('wrong', { origin, 'content-type': 'application/json' })).status >= 400);
    const foreign = await enter(new URL(app.url).hash.slice('#token='.length), {
      origin: 'http://evil.example',
      'content-type': 'application/json',
    });
    assert.ok(foreign.status >= 400);
  });

  it('the page speaks Japanese to a Japanese system', async (t) => {
    const page = await openPage('ja-JP');
    cleanUp(t, () => page.context().close());
    await page.getByText('ドライブ').first().waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  });

  it('a practice drive is made, written and verified without leaving the page', async (t) => {
    await copyFile(imagePath, join(home, 'Downloads', 'practice.iso'));
    const page = await openPage();
    cleanUp(t, () => page.context().close());
    await chooseImage(page, 'practice.iso');
    await page.getByRole('button', { name: /Make a practice drive/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
    await page.getByText('practice-1.img').first().waitFor();
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0);
    await review(page, 'practice-1');
    await page.getByRole('button', { name: /^Erase practice-1.img and write$/ }).click();
    await page.getByRole('heading', { name: '1 drive written and verified' }).waitFor();
  });
});
