import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { type AppPage, openPage, startApp } from '../helpers/app-page.ts';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { eventually } from '../helpers/eventually.ts';
import { helpersOf } from '../helpers/helper-processes.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice, makeSparseFile } from '../helpers/loop-device.ts';
import type { TestedApp } from '../helpers/served-app.ts';
import { testedHost } from '../helpers/tested-host.ts';

const run = promisify(execFile);
const MIB = 1024 * 1024;
const IMAGE_BYTES = 24 * MIB;
const DRIVE_BYTES = 64 * MIB;
const LONG_MS = 30_000;
const missing = (await browserMissing()) ?? (await loopDevicesMissing());

describe('the page writes several real drives', { skip: missing ?? false }, () => {
  let home = '';
  let imagePath = '';
  let sha256 = '';
  let browser: Browser;
  let app: TestedApp;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'stickwright-real-'));
    await mkdir(join(home, 'Downloads'));
    imagePath = join(home, 'Downloads', 'installer.iso');
    sha256 = await makeBootableImage(imagePath, IMAGE_BYTES);
    browser = await openBrowser();
    app = await startApp(browser, {
      args: ['--virtual'],
      env: { HOME: home, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: '' },
    });
  });
  after(async () => {
    await app.close();
    await browser.close();
    await rm(home, { recursive: true, force: true });
  });

  /** A drive with a name of its own on the page, whatever else is attached to this computer. */
  async function attach(t: TestContext, name: string, folder = home): Promise<LoopDevice> {
    const backingPath = await makeSparseFile(join(folder, `${name}.img`), DRIVE_BYTES);
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512, backingPath });
    cleanUp(t, () => drive.detach());
    return drive;
  }

  /** A drive whose store is full after `roomBytes`. */
  async function attachFull(t: TestContext, name: string, roomBytes: number): Promise<LoopDevice> {
    const store = join(home, `store-${name}`);
    await mkdir(store);
    await run('mount', ['-t', 'tmpfs', '-o', `size=${roomBytes}`, 'tmpfs', store]);
    cleanUp(t, () => run('umount', [store]));
    return attach(t, name, store);
  }

  async function open(t: TestContext): Promise<AppPage> {
    const page = await openPage(t, browser, { app });
    page.context.setDefaultTimeout(LONG_MS);
    return page;
  }

  /** Takes an earlier test's result off the page and chooses the image of all tests. */
  async function startOver(page: AppPage): Promise<void> {
    const another = page.button('Choose another image');
    await page
      .button(/^(Choose file|Change)…$/)
      .or(another)
      .first()
      .waitFor();
    if (await another.isVisible()) await another.click();
    if (testedHost === 'window') {
      page.willChoose(imagePath);
      await page.chooseButton.click();
    } else {
      const dialog = await page.openFolders();
      await dialog.getByRole('button', { name: 'Downloads', exact: true }).click();
      await dialog.getByRole('button', { name: /^installer\.iso/ }).click();
      await dialog.getByRole('button', { name: 'Use', exact: true }).click();
    }
    await page.lookedAt('installer.iso');
  }

  it('three drives, one failing in the middle: two are ready, and the third says why', async (t) => {
    const good = await attach(t, 'delta');
    const bad = await attachFull(t, 'echo', 12 * MIB);
    const other = await attach(t, 'foxtrot');
    const page = await open(t);
    await startOver(page);
    for (const name of ['delta', 'echo', 'foxtrot'])
      await page.page.getByRole('checkbox', { name: new RegExp(name) }).check();
    await page.review();
    await page.button('Erase 3 drives and write').click();
    await page.heading('2 of 3 drives are ready').waitFor();
    const said = await page.page.getByRole('main').innerText();
    assert.match(said, /The drive refused data at [\d,]+ bytes \(\d+ %\)/);
    const drives = page.page.getByRole('list', { name: 'Drives' }).getByRole('listitem');
    assert.match(await drives.first().innerText(), /echo/);
    assert.ok(await startsWithImage(good.devicePath, imagePath));
    assert.ok(await startsWithImage(other.devicePath, imagePath));
    assert.deepEqual(await bootSigns(bad.devicePath, DRIVE_BYTES), []);

    await page.button('View receipt').click();
    const download = page.page.waitForEvent('download');
    await page.button('Save as JSON').click();
    const receipt = await readFile(await (await download).path(), 'utf8');
    assert.ok(receipt.includes(sha256), 'the receipt names the SHA-256 of the image');
    assert.match(receipt, /"partial"/);
  });

  it('drives that come and go leave every other row where it is', async (t) => {
    await attach(t, 'golf');
    const page = await open(t);
    await startOver(page);
    const golf = page.page.getByRole('checkbox', { name: /golf/ });
    await eventually(async () => assert.equal(await golf.count(), 1));
    await golf.check();
    await golf.focus();
    const place = await golf.boundingBox();
    const hotel = await attach(t, 'hotel');
    const row = page.page.getByRole('checkbox', { name: /hotel/ });
    await row.waitFor();
    assert.deepEqual(await golf.boundingBox(), place, 'a row does not move when another appears');
    assert.equal(await row.isChecked(), false);
    assert.ok(((await row.boundingBox())?.y ?? 0) > (place?.y ?? 0), 'the new one is below');
    await hotel.detach();
    await row.waitFor({ state: 'detached' });
    assert.deepEqual(await golf.boundingBox(), place);
    assert.equal(await golf.isChecked(), true);
    assert.equal(await golf.evaluate((element) => element.matches(':focus')), true);
  });

  it('a write goes on over a reload and in a second window, to its verified end', async (t) => {
    const drive = await attach(t, 'india');
    const page = await open(t);
    await startOver(page);
    await page.page.getByRole('checkbox', { name: /india/ }).check();
    await page.review();
    // whichever comes first: the worker is held as soon as it is there
    let isHeld = false;
    const hold = async () => {
      while (!isHeld) {
        for (const pid of await helpersOf(app.pid, 'worker')) {
          process.kill(pid, 'SIGSTOP');
          isHeld = true;
        }
        await page.page.waitForTimeout(5);
      }
    };
    await Promise.all([hold(), page.eraseButton.click()]);
    const running = 'Writing and checking 1 drive';
    await page.heading(running).waitFor();
    await page.page.reload();
    await page.heading(running).waitFor();
    const second = testedHost === 'window' ? page : await open(t); // the desktop has one window
    await second.heading(running).waitFor();
    assert.equal(await second.page.getByRole('row', { name: /india/ }).count(), 1);
    for (const pid of await helpersOf(app.pid, 'worker')) process.kill(pid, 'SIGCONT');
    for (const each of [page, second]) await each.heading('1 drive written and verified').waitFor();
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
  });

  it('a dropped image is copied, compared with its checksum file and written, by keys from then on', async (t) => {
    const drive = await attach(t, 'juliett');
    const page = await open(t);
    await startOver(page);
    await dropFiles(page, [
      { name: 'dropped.iso', content: await readFile(imagePath) },
      { name: 'SHA256SUMS', content: `${sha256}  dropped.iso\n${'0'.repeat(64)}  other.iso\n` },
    ]);
    await page.image('dropped.iso').waitFor();
    await page.says('SHA-256 matches SHA256SUMS');
    await page.page.getByRole('checkbox', { name: /juliett/ }).focus();
    await page.page.keyboard.press('Space');
    await page.page.keyboard.press('Control+Enter');
    await page.heading('Will be written').waitFor();
    await page.says('checksum matches');
    await page.eraseButton.focus();
    await page.page.keyboard.press('Enter');
    await page.heading('1 drive written and verified').waitFor();
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
  });
});
