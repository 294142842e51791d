import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { type AppPage, type Language, openApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { eventually } from '../helpers/eventually.ts';
import { testedHost } from '../helpers/tested-host.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const missing = await browserMissing();
const inWindow = testedHost === 'window' ? 'a window takes the file where it lies' : false;
const IMAGE = 'proxmox-ve_9.1-1.iso';

describe('acceptance checks 1 to 5: choosing', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const language of LANGUAGES) {
    for (const scenario of language === 'en' ? ['one-stick', 'three-sticks'] : ['three-sticks']) {
      it(`1 nothing is chosen for you (${scenario}, ${language})`, async (t) => {
        const app = await openApp(t, browser, { scenario, language });
        await app.drive('SanDisk Ultra Fit').waitFor();
        await nothingIsTicked(app, 'plan.noImage');
        await app.readyImage();
        await nothingIsTicked(app, 'plan.noDrives');

        await app.tick('SanDisk Ultra Fit');
        await app.app.unplug('sandisk');
        await app.drive('SanDisk Ultra Fit').waitFor({ state: 'detached' });
        await app.app.plug('sandisk');
        await app.drive('SanDisk Ultra Fit').waitFor();
        await nothingIsTicked(app, 'plan.vanished');

        await app.tick('SanDisk Ultra Fit');
        await app.review();
        await app.erase();
        await app.advanceUntil(app.t('result.verified', { count: 1 }));
        await app.button(app.t('result.more')).click();
        await app.drive('SanDisk Ultra Fit').waitFor();
        await app.image(IMAGE).waitFor();
        await nothingIsTicked(app, 'plan.noDrives');
      });
    }

    it(`2 locked drives are shown with reasons (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'mixed', language });
      await app.readyImage();
      await app.drive('Generic Flash Disk').waitFor();
      const reasons: readonly (readonly [name: string, reason: string])[] = [
        ['WD_BLACK SN850X', app.t('lock.system')],
        ['Lexar S60', `${app.t('lock.source')} ${app.t('lockTodo.source')}`],
        ['SD Card SU32G', `${app.t('lock.read-only')} ${app.t('lockTodo.read-only')}`],
        ['Generic Flash Disk', app.t('lock.too-smallBy', { missing: { sizeBytes: 1_653_604_352 - 1_003_487_232 } })],
        ['Seagate BarraCuda', app.t('lock.internal')],
        ['WDC Red Plus', app.t('lock.pool-memberNamed', { detail: 'tank' })],
      ];
      const all = await app.page.getByRole('checkbox').count();
      assert.equal(all, 9, 'three to write and six locked ones');
      const met = new Set<string>();
      for (let press = 0; press < 80 && met.size < reasons.length; press += 1) {
        await app.page.keyboard.press('Tab');
        const focused = app.page.locator(':focus');
        const name = (await focused.getAttribute('aria-label')) ?? '';
        const found = reasons.find(([drive]) => name.startsWith(drive));
        if (found === undefined || (await focused.getAttribute('type')) !== 'checkbox') continue;
        met.add(found[0]);
        assert.equal(await focused.getAttribute('aria-disabled'), 'true', name);
        const description = await app.descriptionOf(focused);
        assert.ok(description.includes(found[1]), `${name} is described as "${description}"`);
        await app.page.keyboard.press('Space');
        assert.equal(await focused.isChecked(), false, name);
      }
      assert.deepEqual([...met].sort(), reasons.map(([name]) => name).sort());
      assert.equal(await app.checkedCount(), 0);
    });

    it(`4 the card says what it is and how it is written (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'three-sticks', language });
      const cards = [
        [IMAGE, ['image.kindHybrid', 'boot.write.hybrid']],
        ['data-only.iso', ['image.kindDisc', 'image.warn.not-hybrid']],
        ['no-table.img', ['image.kindFileSystem', 'image.warn.no-partition-table', 'image.warn.odd-size']],
        ['huge.img', ['image.kindDisk', 'image.warn.backup-gpt-missing']],
        ['unknown-size.img.gz', ['image.kindDisk', 'image.warn.size-unknown', 'image.sizeUnknown']],
      ] as const;
      for (const [name, keys] of cards) {
        await app.chooseImage(name);
        await app.image(name).waitFor();
        for (const key of keys) await app.says(app.t(key));
      }
      await app.tick('SanDisk Ultra Fit');
      await app.chooseImage('IMAGE_TRUNCATED.iso', ['broken']);
      await app.says(app.t('error.IMAGE_TRUNCATED.title'));
      const howMuch = language === 'en' ? /ends [\d.]+ .?B before/ : /[\d.]+ .?B/;
      await app.says(howMuch);
      assert.equal(await app.reviewButton.isDisabled(), true);
      await app.chooseImage('IMAGE_NOT_RAW_WRITABLE.iso', ['broken']);
      await app.says(app.t('error.IMAGE_NOT_RAW_WRITABLE.happened', { system: app.t('boot.system.windows') }));
      await app.says(app.t('remedy.other-tool'));
      assert.equal(await app.reviewButton.isDisabled(), true);
    });
  }

  it('an image that needs another method is written as a raw copy only by who insists', async (t) => {
    const app = await openApp(t, browser, { scenario: 'three-sticks' });
    await app.chooseImage('windows-server.iso');
    await app.says(app.t('boot.write.other', { system: app.t('boot.system.windows') }));
    await app.tick('SanDisk Ultra Fit');
    await app.says(app.t('plan.notRaw'));
    assert.equal(await app.reviewButton.isDisabled(), true);
    await app.page.getByRole('button', { name: app.t('boot.anyway') }).click();
    await app.says(app.t('boot.anywayWhy'));
    // the program holds the answer, so the tick comes back from there
    const insist = app.page.getByRole('checkbox', { name: app.t('boot.anywayAllow') });
    await insist.click();
    await eventually(async () => assert.equal(await insist.isChecked(), true));
    await app.reviewButton.click();
    await app.says(app.t('boot.anywayReview', { system: app.t('boot.system.windows') }));
  });

  it('3 ways to an image: a dropped file with its checksum file, and the folders of the host', async (t) => {
    const app = await openApp(t, browser, { scenario: 'three-sticks' });
    const requests: string[] = [];
    app.page.on('request', (request) => requests.push(request.url()));
    const text = 'a small image, dropped by hand\n'.repeat(4000);
    const sha256 = createHash('sha256').update(text).digest('hex');
    await dropFiles(app, [
      { name: 'dropped.iso', content: text },
      { name: 'dropped.iso.sha256', content: `${sha256}  dropped.iso\n` },
    ]);
    await app.image('dropped.iso').waitFor();
    await app.says(app.t('checksum.matchedFile', { algorithm: 'SHA-256', file: 'dropped.iso.sha256' }));
    await app.readyImage();
    assert.equal(await app.image('dropped.iso').count(), 0);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(app.app.origin)),
      [],
      'no request leaves for another host',
    );
  });

  it('3 of two dropped images a person chooses, and a folder is refused in words', async (t) => {
    const app = await openApp(t, browser, { scenario: 'three-sticks' });
    await dropFiles(app, [
      { name: 'one.iso', content: 'one' },
      { name: 'two.iso', content: 'two' },
      // a name that would read "abcosi.png" in its own direction
      { name: 'abc\u202egnp.iso', content: 'three' },
    ]);
    const dialog = app.dialog('Which one?');
    await dialog.getByRole('button', { name: 'abc gnp.iso', exact: true }).waitFor();
    await dialog.getByRole('button', { name: 'two.iso' }).click();
    await app.image('two.iso').waitFor();
    assert.equal(await app.image('one.iso').count(), 0);
  });

  it('3 a dropped file that is empty is named as the person knows it', { skip: inWindow }, async (t) => {
    const app = await openApp(t, browser, { scenario: 'three-sticks' });
    await dropFiles(app, [{ name: 'empty.iso', content: '' }]);
    await app.says(app.t('error.IMAGE_EMPTY.happened', { path: 'empty.iso' }));
    assert.doesNotMatch(await app.page.getByRole('main').innerText(), /upload-/);
    assert.equal(await app.reviewButton.isDisabled(), true);
  });

  it('5 a wrong checksum stops you', async (t) => {
    const app = await openApp(t, browser, { scenario: 'one-stick' });
    await app.readyImage();
    await app.tick('SanDisk Ultra Fit');
    await app.button('Check…').click();
    const dialog = app.dialog('Check the image');
    await dialog.getByRole('textbox', { name: 'Expected SHA-256' }).fill('not a checksum');
    await dialog.getByRole('button', { name: 'Check' }).click();
    await dialog.getByText('It has 64 characters').waitFor();
    await dialog.getByRole('textbox', { name: 'Expected SHA-256' }).fill('0'.repeat(64));
    await dialog.getByRole('button', { name: 'Check' }).click();
    await dialog.waitFor({ state: 'detached' });
    await app.app.advance(10_000);
    await app.says('SHA-256 does not match');
    await app.says('This file is not the published image');
    await app.planSays('The checksum does not match.');
    assert.equal(await app.reviewButton.isDisabled(), true);
    await app.page.keyboard.press('Control+Enter');
    assert.equal(await app.heading('Review').count(), 0);

    await app.button('Remove the expected value').click();
    await app.says('Computed, nothing to compare with');
    assert.doesNotMatch(await app.page.getByRole('main').innerText(), /[✓✔]|match/);
    await eventually(async () => assert.equal(await app.reviewButton.isEnabled(), true));
  });
});

type WhyNot = 'plan.noImage' | 'plan.noDrives' | 'plan.vanished';

async function nothingIsTicked(app: AppPage, why: WhyNot): Promise<void> {
  await app.planSays(why === 'plan.vanished' ? app.t(why, { name: 'SanDisk Ultra Fit' }) : app.t(why));
  assert.equal(await app.checkedCount(), 0);
  assert.equal(await app.reviewButton.isDisabled(), true);
}
