import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { openPage, startApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { contentsToolsMissing, digestOfFile, HOSTILE_NAME, makeContentsDrive } from '../helpers/contents-drive.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import type { TestedApp } from '../helpers/served-app.ts';

const missing = (await browserMissing()) ?? (await loopDevicesMissing()) ?? contentsToolsMissing();

describe('the page shows what is on a drive that is not mounted', { skip: missing ?? false }, () => {
  let folder = '';
  let browser: Browser;
  let app: TestedApp;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'stickwright-contents-page-'));
    browser = await openBrowser();
    app = await startApp(browser, {
      args: ['--virtual'],
      env: { HOME: folder, XDG_CONFIG_HOME: '', XDG_STATE_HOME: '', XDG_CACHE_HOME: '' },
    });
  });
  after(async () => {
    await app.close();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('by keyboard: names and sizes of all volumes, by name what is not read, and nothing is changed', async (t) => {
    const file = makeContentsDrive(folder, 'page-drive.img');
    const drive = await makeLoopDevice({ sizeBytes: 0, sectorSizeBytes: 512, backingPath: file });
    cleanUp(t, () => drive.detach());
    const digestBefore = await digestOfFile(file);
    const page = await openPage(t, browser, { app });
    const row = page.page.locator('[data-drive]').filter({ hasText: 'page-drive.img' });
    await row.getByRole('button', { name: /^Details of/ }).click();
    const button = row.getByRole('button', { name: /what is on it/ });
    await button.focus();
    await page.page.keyboard.press('Enter');
    const shown = row.getByRole('list', { name: /^On / });
    await shown.waitFor();
    assert.equal(await row.getByRole('status').textContent(), '8 volumes shown.');

    for (const [number, system] of [
      [1, 'FAT32'],
      [2, 'exFAT'],
      [3, 'NTFS'],
    ] as const) {
      const files = shown.getByRole('region', { name: `Files: Partition ${number}:` });
      assert.deepEqual(await linesOf(files), [
        'Documents folder',
        'empty.bin 0 B',
        'notes.txt 5 B',
        'photo 日本語.jpg 70 kB',
      ]);
      assert.match(
        (await shown.textContent()) ?? '',
        new RegExp(`Partition ${number}: ON ${system.toUpperCase()}, ${system}`),
      );
    }
    const ext = await linesOf(shown.getByRole('region', { name: 'Files: Partition 4:' }));
    assert.ok(ext.includes('evil [2J gpj.exe 1 B'), ext.join('\n'));
    const whole = (await shown.textContent()) ?? '';
    assert.ok(!whole.includes(HOSTILE_NAME));
    assert.match(whole, /Partition 5: encrypted with LUKS/);
    assert.match(whole, /Partition 6: encrypted with BitLocker/);
    assert.match(whole, /Partition 7: unknown or encrypted/);

    // the same button hides it again, and kept the focus
    await page.page.keyboard.press('Enter');
    await shown.waitFor({ state: 'detached' });
    assert.equal(await digestOfFile(file), digestBefore, 'nothing was written');
    assert.ok(!(await readFile('/proc/self/mountinfo', 'utf8')).includes(drive.devicePath), 'nothing was mounted');
  });
});

async function linesOf(files: Locator): Promise<string[]> {
  const lines = await files.getByRole('listitem').allInnerTexts();
  return lines.map((line) => line.replace(/\s*\n\s*/gu, ' '));
}
