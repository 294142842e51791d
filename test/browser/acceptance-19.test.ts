/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, openApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { untranslated } from '../helpers/page-words.ts';

const missing = await browserMissing();
/** Names on the sticks of the scenario, as they may be read in Japanese. */
const NAMES = ['img src=x onerror=alert(1)', 'b>stick</b', 'gpj.exe', 'two lines', 'etc', 'xx'];

describe('acceptance check 19: languages and foreign text', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('19 Japanese is complete, and the language changes during a job', async (t) => {
    const app = await openApp(t, browser, { scenario: 'two-drives' });
    await app.startWriting('SanDisk Ultra Fit', 'Kingston DataTraveler');
    await app.app.advance(10_000);
    const focused = app.button('As table');
    await focused.focus();
    await app.page
      .getByRole('combobox', { name: 'Language' })
      .or(app.button(/^Language|Language$/))
      .first()
      .waitFor();
    await chooseLanguage(app, 'Language', '日本語');
    await app.heading('2 台に書き込み、検証しています').waitFor();
    assert.equal(await app.page.locator('html').getAttribute('lang'), 'ja');
    const first = (await app.app.state()).writtenBytes;
    await app.app.advance(10_000);
    const later = (await app.app.state()).writtenBytes;
    assert.ok((later.sandisk ?? 0) > (first.sandisk ?? 0), 'the job goes on');
    await japaneseOnly(app);
    for (const place of ['記録', '設定', 'ヘルプ', '書き込み']) {
      await app.button(place).click();
      await app.settled();
      await japaneseOnly(app);
    }
  });

  it('19 foreign text is harmless', async (t) => {
    const app = await openApp(t, browser, { scenario: 'hostile-names' });
    let dialogs = 0;
    app.page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await app.readyImage();
    const boxes = app.page.getByRole('checkbox');
    assert.equal(await boxes.count(), 4);
    await app.page.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    assert.equal(await app.page.locator('main img, main b').count(), 0, 'no element was made from a name');
    const wide = await app.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, 'long names do not widen the page');
    for (const box of await boxes.all()) await box.check();
    await app.review();
    await app.page.getByText('../../etc').first().waitFor();
    assert.equal(await app.page.locator('main img, main b').count(), 0);
    // every name stands by itself, whatever its direction
    const isolated = await app.page
      .getByRole('main')
      .evaluate((main) =>
        [...main.querySelectorAll('*')]
          .filter((element) => element.childElementCount === 0 && /[\u202a-\u202e]/.test(element.textContent ?? ''))
          .every((element) => element.closest('bdi') !== null),
      );
    assert.equal(isolated, true, 'a direction mark turns nothing around it');
    await chooseLanguage(app, 'Language', '日本語');
    await app.heading('確認').waitFor();
    await japaneseOnly(app, NAMES);
    assert.equal(dialogs, 0, 'no script ran');
  });
});

async function chooseLanguage(app: AppPage, label: string, language: string): Promise<void> {
  await app.page
    .getByRole('button', { name: new RegExp(label) })
    .first()
    .click();
  await app.page.getByRole('option', { name: language }).click();
}

async function japaneseOnly(app: AppPage, names: readonly string[] = []): Promise<void> {
  const texts = await app.page.getByRole('main').innerText();
  assert.deepEqual(untranslated(texts, names), []);
}
