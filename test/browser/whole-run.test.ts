import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, type Language, openPage, startApp } from '../helpers/app-page.ts';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import type { TestedApp } from '../helpers/served-app.ts';
import { testedHost } from '../helpers/tested-host.ts';

const MIB = 1024 * 1024;
const DRIVE_BYTES = 640 * MIB;
const LIMIT_MS = 20_000;
const missing = (await browserMissing()) ?? (await loopDevicesMissing());

describe('the app in a browser writes real block devices', { skip: missing ?? false }, () => {
  let home = '';
  let imagePath = '';
  let browser: Browser;
  let app: TestedApp;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'stickwright-home-'));
    await mkdir(join(home, 'Downloads'));
    imagePath = join(home, 'Downloads', 'installer.iso');
    await makeBootableImage(imagePath, 24 * MIB);
    browser = await openBrowser();
    app = await startApp(browser, {
      args: ['--virtual'],
      env: { HOME: home, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: '' },
    });
  });
  after(async () => {
    await app.close();
    await browser.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  });

  async function open(t: TestContext, language: Language = 'en'): Promise<AppPage> {
    const page = await openPage(t, browser, { app, language });
    page.context.setDefaultTimeout(LIMIT_MS);
    return page;
  }

  async function chooseImage(opened: AppPage, name: string): Promise<void> {
    const { page } = opened;
    const another = opened.button('Choose another image'); // an earlier job's result is still shown
    await opened.chooseButton.or(another).first().waitFor();
    if (await another.isVisible()) await another.click();
    if (testedHost === 'window') opened.willChoose(join(home, 'Downloads', name));
    await opened.chooseButton.click();
    if (testedHost === 'web') {
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Downloads', exact: true }).click();
      await dialog.getByText(name, { exact: true }).click();
      await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    }
    await opened.lookedAt(name);
  }

  /** A drive that the page shows under a name of its own, whatever else is attached to this computer. */
  async function plugIn(name: string): Promise<LoopDevice> {
    const backingPath = await makeSparseFile(join(home, `${name}.img`), DRIVE_BYTES);
    return await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, backingPath });
  }

  async function review(page: AppPage['page'], name: string): Promise<void> {
    const box = page.getByRole('checkbox', { name: new RegExp(`${name}.img`, 'u') });
    await box.waitFor({ state: 'attached' });
    await box.evaluate((element) => element.closest('label')?.click());
    await page.getByRole('button', { name: 'Review and write…' }).click();
    await page.getByRole('heading', { name: 'Review' }).waitFor();
  }

  it('from an empty page to a verified drive and its receipt, with nothing chosen beforehand', async (t) => {
    const drive = await plugIn('alpha');
    cleanUp(t, () => drive.detach());
    const opened = await open(t);
    const { page } = opened;
    await chooseImage(opened, 'installer.iso');
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
    const opened = await open(t);
    const { page } = opened;
    await chooseImage(opened, 'installer.iso');
    await review(page, 'bravo');
    await drive.detach();
    await page
      .getByText(/changed while you were reading|was unplugged/)
      .first()
      .waitFor();
    assert.equal(await page.getByRole('button', { name: /^Erase/, disabled: false }).count(), 0);
  });

  /** About a second browser with a language of its own: there is no such thing in a window. */
  const itInBrowsers = testedHost === 'web' ? it : () => undefined;

  itInBrowsers('the page speaks Japanese to a Japanese system', async (t) => {
    const { page } = await open(t, 'ja');
    await page.getByText('ドライブ').first().waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  });

  it('a practice drive is made, written and verified without leaving the page', async (t) => {
    await copyFile(imagePath, join(home, 'Downloads', 'practice.iso'));
    const opened = await open(t);
    const { page } = opened;
    await chooseImage(opened, 'practice.iso');
    await page.getByRole('button', { name: /Make a practice drive/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
    await page.getByText('practice-1.img').first().waitFor();
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0);
    await review(page, 'practice-1');
    await page.getByRole('button', { name: /^Erase practice-1.img and write$/ }).click();
    await page.getByRole('heading', { name: '1 drive written and verified' }).waitFor();
  });
});
