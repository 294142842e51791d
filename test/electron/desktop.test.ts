import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, openApp, openPage } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { eventually } from '../helpers/eventually.ts';
import { WindowApp } from '../helpers/window-app.ts';

const missing = await browserMissing();
const SANDISK = 'SanDisk Ultra Fit';
const KINGSTON = 'Kingston DataTraveler';
const DEBIAN = '/demo/images/debian-13-netinst.iso';

describe('the desktop around the page', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  async function folderOf(t: TestContext): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'stickwright-desktop-'));
    cleanUp(t, () => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  async function start(t: TestContext, args: readonly string[]): Promise<AppPage> {
    const app = await WindowApp.start(browser, { scenario: 'three-sticks', args });
    cleanUp(t, () => app.close());
    return openPage(t, browser, { app });
  }

  it('title, taskbar, sleep and notification follow a job to its end', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const { world } = app.window.standIn;
    assert.deepEqual(world.window.progress, { value: -1, mode: 'none' });
    assert.equal(world.powerBlockers.size, 0);
    await app.readyImage();
    await app.tick(SANDISK, KINGSTON);
    await app.review();
    await app.erase();
    assert.deepEqual(world.window.progress, { value: 2, mode: 'indeterminate' }, 'a person is being asked');
    assert.equal(world.powerBlockers.size, 1, 'the computer stays awake');

    await app.app.advance(25_000);
    await app.settled();
    const { value, mode } = world.window.progress;
    assert.ok(
      (await app.page.title()).startsWith(`${Math.round(value * 100)} %`),
      `${await app.page.title()}, ${value}`,
    );
    assert.ok(value > 0.1 && value < 0.9 && mode === 'normal');
    world.window.blur();
    await app.advanceUntil(app.t('result.verified', { count: 2 }));
    assert.deepEqual(world.window.progress, { value: -1, mode: 'none' });
    assert.equal(world.powerBlockers.size, 0);
    assert.deepEqual(
      world.notifications.map(({ title, body }) => [title, body]),
      [['Stickwright', '2 drives written and verified']],
    );
    assert.equal(world.window.isFlashing, true);
    world.notifications[0]?.click();
    assert.equal(world.window.isFocused(), true);
    assert.equal(world.window.isFlashing, false);
  });

  it('a person who looks at the window is not notified, and a stalled drive stands out in the taskbar', async (t) => {
    const app = await openApp(t, browser, { scenario: 'stall-at-30' });
    const { world } = app.window.standIn;
    await app.startWriting(SANDISK);
    await app.app.advance(24_000);
    assert.equal(world.window.progress.mode, 'paused');
    await app.advanceUntil(app.t('result.verified', { count: 1 }));
    assert.deepEqual(world.notifications, []);
  });

  it('a failure is notified in the language of the page', async (t) => {
    const app = await openApp(t, browser, { scenario: 'mismatch-at-734003200', language: 'ja' });
    const { world } = app.window.standIn;
    await app.startWriting(SANDISK);
    world.window.blur();
    await app.advanceUntil(app.t('result.failed'));
    assert.deepEqual(
      world.notifications.map(({ body }) => body),
      [app.t('result.failed')],
    );
  });

  for (const language of ['en', 'ja'] as const) {
    it(`closing while writing asks, and the safe answer changes nothing (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'two-drives', language });
      const { standIn } = app.window;
      const { world } = standIn;
      const keep = language === 'en' ? 'Keep writing' : '書き込みを続ける';
      const stop = language === 'en' ? 'Stop and quit' : '中止して終了';
      await app.startWriting(SANDISK, KINGSTON);
      for (const close of [() => world.window.close(), () => world.quit()]) {
        close();
        close(); // twice is still one question
        const { options, press } = await standIn.message();
        assert.equal(world.messages.length, 1);
        assert.deepEqual(
          [options.message, options.detail],
          language === 'en'
            ? ['Writing is in progress.', 'If you quit now, 2 drives will be unusable until written again.']
            : ['書き込み中です。', '今終了すると、2 台のドライブは書き直すまで使用できません。'],
        );
        assert.deepEqual([options.buttons, options.defaultId, options.cancelId], [[keep, stop], 0, 0]);
        const earlier = (await app.app.state()).writtenBytes;
        const later = (await app.app.advance(1000)).writtenBytes;
        assert.ok((later.sandisk ?? 0) > (earlier.sandisk ?? 0), 'the job goes on below the question');
        press(keep);
        await app.settled();
        assert.equal(world.window.isDestroyed(), false);
      }
      world.window.close();
      (await standIn.message()).press(stop);
      await app.app.advance(5000);
      assert.equal(await standIn.ended(), 0);
    });
  }

  it('a question about quitting goes away with the job it was about', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const { world } = app.window.standIn;
    await app.startWriting(SANDISK);
    world.window.minimize();
    world.quit();
    await app.window.standIn.message();
    assert.equal(world.window.isFocused(), true, 'it is not asked behind other windows');
    await app.advanceUntil(app.t('result.verified', { count: 1 }));
    assert.deepEqual(world.messages, []);
    assert.equal(world.window.isDestroyed(), false, 'the result can be seen');
    assert.equal(await app.window.standIn.quit(), 0, 'and then nothing is asked');
  });

  it('before anything is written, and while reading back, the question says what is true then', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const { world } = app.window.standIn;
    const asked = async () => {
      world.quit();
      const { options, press } = await app.window.standIn.message();
      press('Keep writing');
      return options.detail;
    };
    await app.readyImage();
    await app.tick(SANDISK);
    await app.review();
    await app.erase();
    assert.equal(await asked(), 'Nothing has been written yet. If you quit now, nothing will be.');
    const progress = app.page.getByRole('region', { name: app.t('progress.of'), exact: true });
    const words = app.t('phase.verifying');
    await app.app.advance(40_000);
    for (let step = 0; step < 30 && !(await progress.innerText()).startsWith(words); step += 1) {
      await app.app.advance(1000);
      await app.settled();
    }
    assert.match((await asked()) ?? '', /^All data is written but not yet compared/);
  });

  it('an image from the command line, from "open with" and from a second start fills the page', async (t) => {
    const app = await start(t, [DEBIAN]);
    const { standIn } = app.window;
    await app.says('debian-13-netinst.iso');
    await app.tick(SANDISK);
    await app.button('Settings').click();
    assert.equal(standIn.openFile('/demo/images/huge.img').defaultPrevented, true);
    await app.says('huge.img');
    standIn.world.window.minimize();
    standIn.secondInstance({ files: ['/demo/images/data-only.iso'] });
    await app.says('data-only.iso');
    assert.equal(standIn.world.window.isFocused(), true);
    assert.equal(standIn.world.window.isMinimized(), false);
    standIn.world.window.minimize();
    standIn.secondInstance({ files: [] });
    assert.equal(standIn.world.window.isMinimized(), false, 'a second start shows the first one');
    for (const strange of [null, { files: 'x' }, { files: [1] }]) standIn.secondInstance(strange);
    await app.says('data-only.iso');
  });

  it('an image cannot be changed under a running job, and takes the place of a result', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const { standIn } = app.window;
    await app.startWriting(SANDISK);
    standIn.openFile(DEBIAN);
    const { options, press } = await standIn.message();
    assert.match(options.detail ?? '', /cannot be changed while drives are being written/);
    press('Close');
    await app.heading(app.t('job.writingAndChecking', { count: 1 })).waitFor();
    await app.advanceUntil(app.t('result.verified', { count: 1 }));
    standIn.openFile(DEBIAN);
    await app.says('debian-13-netinst.iso');
    assert.equal(await app.checkedCount(), 0);
  });

  it('a file with any name is used as it is, dropped or opened', async (t) => {
    const folder = await folderOf(t);
    const name = `it's "x" $(touch pwned) %PATH% & 日本語.iso`;
    await writeFile(join(folder, name), Buffer.alloc(4096, 1));
    const app = await start(t, ['--', join(folder, name)]);
    await app.says(name);
    await app.page.reload();
    await app.says(name);
  });

  it('the menu does what the page can do, in both languages', async (t) => {
    const app = await openApp(t, browser, { scenario: 'three-sticks' });
    const { standIn } = app.window;
    await app.drive(SANDISK).waitFor();
    app.willChoose('/demo/images/proxmox-ve_9.1-1.iso');
    standIn.chooseMenu('File', 'Choose File…');
    await app.says('proxmox-ve_9.1-1.iso');
    standIn.chooseMenu('File', 'From a URL…');
    const address = app.dialog(app.t('url.title'));
    await address.waitFor();
    standIn.chooseMenu('File', 'Catalogue…');
    standIn.chooseMenu('View', 'Receipts');
    await app.settled();
    assert.ok(await address.isVisible(), 'an open dialog is not taken away');
    await app.page.keyboard.press('Escape');
    standIn.chooseMenu('File', 'Catalogue…');
    await app.dialog(app.t('catalogue.title')).getByRole('radio').first().waitFor();
    await app.page.keyboard.press('Escape');
    await app.dialog(app.t('catalogue.title')).waitFor({ state: 'detached' });
    standIn.chooseMenu('View', 'Receipts');
    await app.heading(app.t('receipts.title')).waitFor();
    standIn.chooseMenu('File', 'Catalogue…');
    standIn.chooseMenu('File', 'From a URL…');
    await app.settled();
    assert.equal(await app.page.getByRole('dialog').count(), 0, 'there is no image to choose on this page');
    standIn.chooseMenu('File', 'Settings…');
    await app.heading(app.t('settings.title')).waitFor();
    standIn.chooseMenu('View', 'Write');
    standIn.chooseMenu('File', 'Review and Write…');
    await app.tick(SANDISK);
    assert.equal(await app.heading(app.t('review.title')).count(), 0, 'nothing was ticked then');
    standIn.chooseMenu('File', 'Review and Write…');
    await app.heading(app.t('review.will')).waitFor();
    assert.equal((await app.app.state()).writtenBytes.sandisk, 0);
    standIn.chooseMenu('Help', 'Help and Keys');
    await app.heading(app.t('help.title')).waitFor();
    await app.page
      .getByRole('button', { name: /Language/ })
      .first()
      .click();
    await app.page.getByRole('option', { name: '日本語' }).click();
    await app.page.getByRole('listbox').waitFor({ state: 'detached' }); // an open list holds the page like a dialog
    await eventually(async () =>
      assert.deepEqual(
        standIn.world.menu.map(({ label }) => label),
        ['ファイル', '編集', '表示', 'ヘルプ'],
      ),
    );
    standIn.chooseMenu('ヘルプ', 'ヘルプとキー操作');
    standIn.chooseMenu('表示', '書き込み');
    await app.button('戻る').click();
    await app.says('proxmox-ve_9.1-1.iso');
    standIn.chooseMenu('ファイル', 'URL から…');
    await app.dialog('URL').waitFor();
    await app.page.keyboard.press('Escape');
    standIn.chooseMenu('ファイル', 'カタログ…');
    await app.dialog('カタログ').waitFor();
    await app.page.keyboard.press('Escape');
  });

  it('the window follows the appearance that is chosen, and the system otherwise', async (t) => {
    const app = await openApp(t, browser, { scenario: 'one-stick', theme: 'dark' });
    const { world } = app.window.standIn;
    assert.equal(world.window.options.backgroundColor, '#14171b');
    assert.equal(await app.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"), true);
    await app.button('Settings').click();
    await app.page.getByRole('button', { name: /Appearance/ }).click();
    await app.page.getByRole('option', { name: 'Light' }).click();
    await eventually(async () =>
      assert.equal(await app.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"), false),
    );
  });

  it('a page whose process ends is loaded again and finds its job', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const { world } = app.window.standIn;
    await app.startWriting(SANDISK);
    for (let time = 0; time < 3; time += 1) {
      await world.window.crash();
      await app.heading(app.t('job.writingAndChecking', { count: 1 })).waitFor();
    }
    await world.window.crash();
    const { options, press } = await app.window.standIn.message();
    assert.match(options.detail ?? '', /Writing goes on/);
    press('Load again');
    await app.heading(app.t('job.writingAndChecking', { count: 1 })).waitFor();
    await app.advanceUntil(app.t('result.verified', { count: 1 }));
  });

  it('a window that is gone while a drive is being written is replaced', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    const { standIn } = app.window;
    await app.startWriting(SANDISK);
    standIn.world.window.destroy();
    const page = await standIn.loaded();
    await page.getByRole('heading', { name: app.t('job.writingAndChecking', { count: 1 }) }).waitFor();
    assert.ok(standIn.world.window.progress.value >= 0, 'its taskbar shows the job too');
  });

  it('a page that hangs can be loaded again, or waited for', async (t) => {
    const app = await openApp(t, browser, { scenario: 'one-stick' });
    const { standIn } = app.window;
    const { window } = standIn.world;
    window.emit('unresponsive');
    await standIn.message();
    window.emit('responsive');
    await eventually(async () => assert.deepEqual(standIn.world.messages, []));
    window.emit('unresponsive');
    (await standIn.message()).press('Load again');
    await app.drive(SANDISK).waitFor();
  });

  it('the window opens where it was closed, as long as a screen is there', async (t) => {
    const home = await folderOf(t);
    const env = { HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_STATE_HOME: '', XDG_CACHE_HOME: '' };
    const first = await WindowApp.start(browser, { env });
    const { window } = first.standIn.world;
    assert.deepEqual([window.options.width, window.options.height, window.options.x], [1000, 720, undefined]);
    window.setBounds({ x: 300, y: 200, width: 1200, height: 800 });
    await first.close();
    const saved: unknown = JSON.parse(await readFile(join(home, 'config/stickwright/window.json'), 'utf8'));
    assert.deepEqual(saved, { x: 300, y: 200, width: 1200, height: 800, isMaximized: false });

    const second = await WindowApp.start(browser, { env });
    const { options } = second.standIn.world.window;
    assert.deepEqual([options.x, options.y, options.width, options.height], [300, 200, 1200, 800]);
    await second.close();
    const small = { x: 0, y: 0, width: 1000, height: 700 };
    const third = await WindowApp.start(browser, { env, workAreas: [{ ...small, x: 5000 }] });
    const elsewhere = third.standIn.world.window.options;
    assert.deepEqual([elsewhere.x, elsewhere.width, elsewhere.height], [undefined, 1000, 700]);
    await third.close();
  });

  it('what happened is in a log on the disk, and the next run shows it', async (t) => {
    const home = await folderOf(t);
    const env = { HOME: home, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: '' };
    const first = await WindowApp.start(browser, { env });
    await first.standIn.world.window.crash();
    const file = join(home, '.local/state/stickwright/log/stickwright.log');
    await eventually(async () => assert.match(await readFile(file, 'utf8'), /The page's process ended/));
    await first.close();
    const second = await WindowApp.start(browser, { env });
    cleanUp(t, () => second.close());
    const app = await openPage(t, browser, { app: second });
    second.standIn.chooseMenu('Help', 'Help and Keys');
    await app.button(app.t('log.show')).click();
    const dialog = app.dialog(app.t('log.title'));
    await dialog.getByText('~/.local/state/stickwright/log/stickwright.log', { exact: true }).waitFor();
    const said = await dialog.innerText();
    assert.equal(said.match(/info start: Stickwright \d/g)?.length, 2, said);
    assert.match(said, /error page window: The page's process ended/);
    assert.doesNotMatch(said, new RegExp(home), 'the home folder has no name here');
  });

  it('the log says what a job did, by drive, without serials', async (t) => {
    const app = await openApp(t, browser, { scenario: 'mismatch-at-734003200' });
    await app.startWriting(SANDISK);
    await app.advanceUntil(app.t('result.failed'));
    app.window.standIn.chooseMenu('Help', 'Help and Keys');
    await app.button(app.t('log.show')).click();
    const lines = app.dialog(app.t('log.title')).getByRole('region', { name: app.t('log.title') });
    await eventually(async () => assert.match(await lines.innerText(), /error job: write ended: failed after \d+ s/));
    const said = await lines.innerText();
    assert.match(said, /info job: write "proxmox-ve_9\.1-1\.iso" \(1653604352 bytes\): SanDisk Ultra Fit …4F21 \(/);
    assert.match(said, /error job: drive "SanDisk Ultra Fit" \S+4F21: failed; VERIFY_MISMATCH: /);
  });

  it('receipts are saved where the person says, by their own name', async (t) => {
    const app = await openApp(t, browser, { scenario: 'one-stick' });
    await app.startWriting(SANDISK);
    await app.advanceUntil(app.t('result.verified', { count: 1 }));
    await app.button(app.t('result.viewReceipt')).click();
    const download = app.page.waitForEvent('download');
    await app.button(app.t('receipt.saveHtml')).click();
    assert.match((await download).suggestedFilename(), /\.html$/);
    assert.match(await readFile(await (await download).path(), 'utf8'), /verified/);
  });
});
