import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, type Language, openApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const missing = await browserMissing();
const IMAGE_BYTES = 1_653_604_352;
const SANDISK = 'SanDisk Ultra Fit';
const KINGSTON = 'Kingston DataTraveler';

describe('acceptance checks 14 to 16: how jobs end', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const language of LANGUAGES) {
    it(`14 stop means one thing (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'two-drives', language });
      await app.startWriting(KINGSTON);
      const phases = [
        ['writing', 'stop.writingTitle', 'stop.writingText', 'stop.keepWriting'],
        ['flushing', 'stop.writingTitle', 'stop.writingText', 'stop.keepWriting'],
        ['verifying', 'stop.checkingTitle', 'stop.checkingText', 'stop.keepChecking'],
      ] as const;
      const places: unknown[] = [];
      for (const [phase, title, text, keep] of phases) {
        await reach(app, phase);
        const stop = app.button(app.t('job.stop'));
        places.push(await stop.boundingBox());
        await stop.click();
        const dialog = app.page.getByRole('alertdialog', { name: app.t(title) });
        await dialog.getByText(app.t(text)).waitFor();
        const safe = dialog.getByRole('button', { name: app.t(keep), exact: true });
        assert.equal(
          await safe.evaluate((element) => element.matches(':focus')),
          true,
          'the safe button has the focus',
        );
        const { writtenBytes } = await app.app.state();
        await app.app.advance(500);
        if (phase === 'writing') {
          const later = (await app.app.state()).writtenBytes;
          assert.ok((later.kingston ?? 0) > (writtenBytes.kingston ?? 0), 'the job goes on below the dialog');
          await app.page.keyboard.press('Escape');
        } else {
          await safe.click();
        }
        await dialog.waitFor({ state: 'detached' });
      }
      assert.deepEqual(places[1], places[0]);
      assert.deepEqual(places[2], places[0]);

      await app.button(app.t('job.stop')).click();
      await app.page
        .getByRole('alertdialog')
        .getByRole('button', { name: app.t('stop.stopChecking') })
        .click();
      await app.advanceUntil(app.t('result.unverified', { count: 1 }), { stepMs: 1000, limitMs: 20_000 });
      await app.says(app.t('result.outcomeUnverified'));
      const said = await app.page.getByRole('main').innerText();
      assert.ok(!said.includes(app.t('result.everyByteOne')), said);
      assert.doesNotMatch(said, /[✓✔]/);
    });

    it(`15 failed verification cannot look like success (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'mismatch-at-734003200', language });
      await app.startWriting(SANDISK);
      await app.advanceUntil(app.t('result.failed'));
      const name = `${SANDISK} …4F21`;
      await app.heading(app.t('error.VERIFY_MISMATCH.title', { drive: name })).waitFor();
      const said = await app.page.getByRole('main').innerText();
      assert.ok(said.includes(app.show({ exactBytes: 734_003_200 })), said);
      assert.ok(said.includes('734,003,200') && said.includes('44'), said);
      const remedies = [app.t('remedy.write-again'), app.t('remedy.other-drive')].map((remedy) => said.indexOf(remedy));
      assert.ok((remedies[0] ?? -1) >= 0 && (remedies[0] ?? 0) < (remedies[1] ?? -1), `remedies in order: ${said}`);
      const success = [app.t('result.outcomeVerified'), app.t('result.everyByteOne'), app.t('next.title')];
      for (const word of success) assert.ok(!said.includes(word), `"${word}" is in: ${said}`);

      await app.button(app.t('result.viewReceipt')).click();
      await app.heading(app.t('receipt.title')).waitFor();
      await app.says(app.t('receipt.outcome.failed'));
      const receipt = await app.page.getByRole('main').innerText();
      assert.ok(!receipt.includes(app.t('receipt.statement.verified')), receipt);
      assert.ok(receipt.includes(app.t('receipt.statement.failed')), receipt);
    });
  }

  it('16 one drive fails, the other goes on', async (t) => {
    const app = await openApp(t, browser, { scenario: 'unplug-at-58' });
    await app.startWriting(SANDISK, KINGSTON);
    await app.app.advance(48_000);
    await app.says(`Failed: ${KINGSTON} …99A0. The others go on.`);
    await app.button('What happened').click();
    const dialog = app.dialog('What went wrong');
    await dialog.getByText('Unplugged at 58 %.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await app.advanceUntil('1 of 2 drives is ready');

    const drives = app.page.getByRole('list', { name: 'Drives' }).getByRole('listitem');
    assert.deepEqual(
      (await drives.allInnerTexts()).map((text) => text.split(/\s+/)[0]),
      ['Kingston', 'SanDisk'],
      'the failed one is first',
    );
    assert.match(await drives.nth(1).innerText(), /verified/);
    const { writtenBytes } = await app.app.state();
    assert.equal(writtenBytes.sandisk, IMAGE_BYTES);

    await app.button('Write again to this drive').click();
    await app.says(/Kingston DataTraveler …99A0.* is not plugged in/);
    assert.equal(await app.eraseButton.count(), 0);
    await app.app.plug('kingston');
    await app.button('Review again').click();
    await app.button(`Erase ${KINGSTON} and write`).waitFor();
    const said = await app.page.getByRole('main').innerText();
    assert.doesNotMatch(said, /SanDisk/);
    assert.match(said, /Everything on this drive will be lost/);
  });
});

/** Lets time pass until the drive is in this phase. */
async function reach(app: AppPage, phase: 'writing' | 'flushing' | 'verifying'): Promise<void> {
  const words = app.t(`phase.${phase}`);
  const progress = app.page.getByRole('region', { name: app.t('progress.of'), exact: true });
  if (phase === 'flushing') await app.app.advance(203_000);
  for (let step = 0; step < 15; step += 1) {
    await app.settled();
    if ((await progress.innerText()).startsWith(words)) return;
    await app.app.advance(1000);
  }
  assert.fail(`never ${words}, but: ${await progress.innerText()}`);
}
