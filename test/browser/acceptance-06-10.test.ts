/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, type Language, openApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { eventually } from '../helpers/eventually.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const missing = await browserMissing();
const SANDISK = 'SanDisk Ultra Fit';
const SAMSUNG = 'Samsung PSSD T7';
const MINUTE_MS = 60_000;

describe('acceptance checks 6 to 10: the confirmation', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const language of LANGUAGES) {
    it(`6 review tells the loss (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'mixed', language });
      await app.readyImage();
      await app.tick(SANDISK, SAMSUNG);
      await app.review();
      const said = await app.page.getByRole('main').innerText();
      const losses = [
        app.t('review.loss', { count: 2 }),
        app.t('content.volumeUsed', {
          label: 'BACKUP',
          system: 'exFAT',
          used: { sizeBytes: 18.2e9 },
          size: { sizeBytes: 31.9e9 },
        }),
        app.t('review.andMore', { names: { names: ['Photos', '2026-tax', 'readme.txt'] }, count: 12 }),
        app.t('content.volumeUnknown', { label: 'EFI', system: 'FAT' }),
        app.t('content.volumeUnknown', { label: 'Photos', system: 'exFAT' }),
        app.t('content.volumeUnknown', { label: 'TimeMachine', system: 'HFS+' }),
        app.show({ exactBytes: 1_653_604_352 }),
      ];
      for (const loss of losses) assert.ok(said.includes(loss), `"${loss}" is not in: ${said}`);
      assert.ok(said.includes('1,653,604,352'));
      const erase = language === 'en' ? 'Erase 2 drives and write' : '2 台を消去して書き込む';
      assert.equal(await app.button(erase).count(), 1);
    });

    it(`8 a risky drive needs its code (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'large-backup', language });
      await app.readyImage();
      await app.tick(SANDISK, SAMSUNG);
      await app.review();
      const fields = app.page.getByRole('textbox');
      assert.equal(await fields.count(), 1, 'only the risky drive asks');
      const field = app.page.getByRole('textbox', { name: app.t('code.field', { name: SAMSUNG }) });
      assert.equal(await app.eraseButton.isDisabled(), true);
      await app.says(app.t('review.needCodes', { count: 1 }));

      await field.fill('7C1F');
      assert.equal(await app.page.getByText(app.t('code.wrong')).count(), 0, 'no complaint while typing');
      await field.blur();
      await app.page.getByText(app.t('code.wrong')).waitFor();
      assert.equal(await app.eraseButton.isDisabled(), true);

      for (const code of ['7C1E', '７Ｃ１Ｅ', ' 7c1e ']) {
        await field.fill('');
        await eventually(async () => assert.equal(await app.eraseButton.isDisabled(), true));
        await field.focus();
        await app.page.evaluate((text) => document.execCommand('insertText', false, text), code);
        await eventually(async () => assert.equal(await app.eraseButton.isEnabled(), true, code));
      }
    });
  }

  it('7 no accidental start', async (t) => {
    const app = await openApp(t, browser, { scenario: 'three-sticks' });
    await app.readyImage();
    await app.tick(SANDISK, 'Kingston DataTraveler');
    await app.reviewButton.scrollIntoViewIfNeeded();
    const box = await app.reviewButton.boundingBox();
    assert.ok(box !== null);
    await app.review();
    assert.equal(await app.heading('Review').evaluate((element) => element === document.activeElement), true);
    for (const key of ['Enter', 'Space', 'Control+Enter']) await app.page.keyboard.press(key);
    // someone who clicks twice where "Review and write…" was
    await app.page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
    await nothingWasWritten(app);
    assert.equal(await app.heading('Review').isVisible(), true);
    await app.page.keyboard.press('Escape');
    await app.drive(SANDISK).waitFor();
    assert.equal(await app.drive(SANDISK).isChecked(), true);
    assert.equal(await app.drive('Kingston DataTraveler').isChecked(), true);
    assert.equal(await app.checkedCount(), 2);
  });

  it('9 a swapped drive is refused', async (t) => {
    const app = await openApp(t, browser, { scenario: 'swap-before-start' });
    await app.readyImage();
    await app.tick(SANDISK);
    await app.review();
    await app.eraseButton.click();
    await app.says(/The drives changed while you were reading\. Nothing was written\./);
    assert.equal(await app.eraseButton.count(), 0);
    await nothingWasWritten(app);
    await app.button('Back').click();
    const other = app.page.getByRole('checkbox', { name: /code A A A A/ });
    await other.waitFor();
    assert.equal(await other.isChecked(), false);
    assert.equal(await app.page.getByRole('checkbox', { name: /code 4 F 2 1/ }).count(), 0);
  });

  it('10 permission has no time limit', async (t) => {
    const app = await openApp(t, browser, { scenario: 'elevation-slow' });
    await app.readyImage();
    await app.tick(SANDISK);
    await app.review();
    await app.erase();
    await app.app.advance(10 * MINUTE_MS - 1000);
    await app.settled();
    assert.equal(await app.heading('Waiting for administrator permission').isVisible(), true);
    await app.says('Nothing has been written yet.');
    await nothingWasWritten(app);
    await app.app.advance(5000);
    await app.heading('Writing and checking 1 drive').waitFor();
  });

  it('10 a denied permission leads back to the review', async (t) => {
    const app = await openApp(t, browser, { scenario: 'elevation-denied' });
    await app.readyImage();
    await app.tick(SANDISK);
    await app.review();
    await app.erase();
    await app.app.advance(3000);
    await app.says('Permission was not given. Nothing was written.');
    await app.heading('Review').waitFor();
    await app.button(`Erase ${SANDISK} and write`).waitFor();
    await nothingWasWritten(app);
    await app.button('Cancel').click();
    await app.drive(SANDISK).waitFor();
    assert.equal(await app.drive(SANDISK).isChecked(), true);
  });
});

async function nothingWasWritten(app: AppPage): Promise<void> {
  const { writtenBytes } = await app.app.state();
  assert.deepEqual([...new Set(Object.values(writtenBytes))], [0]);
}
