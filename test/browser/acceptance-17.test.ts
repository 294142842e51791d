/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, type Language, openApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { eventually } from '../helpers/eventually.ts';
import { focusOf } from '../helpers/focus-ring.ts';
import { testedHost } from '../helpers/tested-host.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const missing = await browserMissing();
const IMAGE = 'proxmox-ve_9.1-1.iso';
const STOPS_MAX = 60;

describe('acceptance check 17: the keyboard', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const language of LANGUAGES) {
    it(`17 keyboard only, from an empty page to a saved receipt (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'three-sticks', language });
      const { keyboard } = app.page;
      await app.drive('SanDisk Ultra Fit').waitFor();

      if (testedHost === 'window') {
        app.willChoose(`/demo/images/${IMAGE}`);
        await keyboard.press('Control+o');
      } else {
        await keyboard.press('Control+o');
        await app.page.getByRole('dialog').waitFor();
        await tabTo(app, IMAGE);
        await keyboard.press('Enter');
        await tabTo(app, app.t('files.use'));
        await keyboard.press('Enter');
      }
      await app.image(IMAGE).waitFor();
      await app.page.locator('h2:focus').waitFor();
      assert.equal(await app.page.locator(':focus').innerText(), app.t('drives.heading'));

      await tabTo(app, 'SanDisk Ultra Fit');
      await keyboard.press('Space');
      assert.equal(await app.checkedCount(), 1);
      // a drive's details by the arrow keys of its checkbox
      await keyboard.press('ArrowRight');
      await app.page.getByText(app.t('partition.table'), { exact: true }).waitFor();
      await keyboard.press('ArrowLeft');
      await keyboard.press('Control+Enter');
      await app.heading(app.t('review.will')).waitFor();
      await headingHasFocus(app, app.t('review.title'));
      await keyboard.press('Escape');
      await app.drive('SanDisk Ultra Fit').waitFor();
      assert.equal(await app.checkedCount(), 1);
      await keyboard.press('Control+Enter');
      await app.heading(app.t('review.will')).waitFor();

      await tabTo(app, app.t('review.eraseOne', { name: 'SanDisk Ultra Fit' }));
      await keyboard.press('Enter');
      await app.advanceUntil(app.t('elevate.title'), { stepMs: 1 });
      await headingHasFocus(app, app.t('elevate.title'));
      await app.app.advance(4000);
      await app.heading(app.t('job.writingAndChecking', { count: 1 })).waitFor();
      await headingHasFocus(app, app.t('job.writingAndChecking', { count: 1 }));
      await app.settled();
      await keyboard.press('Escape'); // never stops a job
      await keyboard.press('Control+.');
      await app.page.getByRole('alertdialog').waitFor();
      assert.equal(await app.page.locator(':focus').innerText(), app.t('stop.keepWriting'));
      await keyboard.press('Escape');
      await app.page.getByRole('alertdialog').waitFor({ state: 'detached' });
      await eventually(async () => {
        assert.equal((await focusOf(app.page)).isBody, false, 'the dialog gives the focus back');
      });

      await app.advanceUntil(app.t('result.verified', { count: 1 }));
      await headingHasFocus(app, app.t('result.verified', { count: 1 }));
      await tabTo(app, app.t('result.viewReceipt'));
      await keyboard.press('Enter');
      await headingHasFocus(app, app.t('receipt.title'));
      await tabTo(app, app.t('receipt.saveJson'));
      const download = app.page.waitForEvent('download');
      await keyboard.press('Enter');
      const receipt: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'));
      assert.ok(typeof receipt === 'object' && receipt !== null && 'outcome' in receipt);
      assert.equal(receipt.outcome, 'verified');
    });
  }

  it('17 every stop of the first page has a ring that can be seen, in both themes, and there is no trap', async (t) => {
    for (const theme of ['light', 'dark'] as const) {
      const app = await openApp(t, browser, { scenario: 'mixed', theme });
      await app.drive('SanDisk Ultra Fit').waitFor();
      await app.readyImage();
      const seen = new Set<string>();
      let isAround = false;
      for (let stop = 0; stop < STOPS_MAX && !isAround; stop += 1) {
        await app.page.keyboard.press('Tab');
        const focus = await focusOf(app.page);
        isAround = focus.isBody || seen.has(focus.what);
        if (isAround) break;
        seen.add(focus.what);
        assert.ok(focus.ringPx >= 2 && focus.contrast >= 3, `${theme}: ${JSON.stringify(focus)}`);
      }
      assert.ok(isAround, 'the focus comes around');
      assert.ok(seen.size > 20, `only ${seen.size} stops: ${[...seen].join(', ')}`);
    }
  });
});

/** Presses Tab until the focus is on what has this text or name; on the way it is never lost and always visible. */
async function tabTo(app: AppPage, name: string): Promise<void> {
  const passed: string[] = [];
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    await app.page.keyboard.press('Tab');
    const focus = await focusOf(app.page);
    passed.push(focus.what);
    // behind the last element is the browser's own bar, which a headless one does not have
    if (focus.isBody) continue;
    assert.ok(focus.ringPx >= 2 && focus.contrast >= 3, JSON.stringify(focus));
    const text = focus.what.slice(focus.what.indexOf(' ') + 1).trim();
    if (text.startsWith(name)) return;
  }
  assert.fail(`"${name}" is not reached: ${passed.join(' | ')}`);
}

async function headingHasFocus(app: AppPage, name: string): Promise<void> {
  await app.page.locator('h1:focus', { hasText: name }).waitFor();
}
