/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type AppPage, type Language, openApp, openPage, startApp } from '../helpers/app-page.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { eventually } from '../helpers/eventually.ts';
import { testedHost } from '../helpers/tested-host.ts';

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const missing = await browserMissing();
const IMAGE_BYTES = 1_653_604_352;
const SANDISK = 'SanDisk Ultra Fit';
const KINGSTON = 'Kingston DataTraveler';

interface Announcement {
  readonly role: string;
  readonly text: string;
  readonly atMs: number;
}
declare global {
  interface Window {
    announced?: Announcement[];
  }
}

describe('acceptance checks 11 to 13: progress', { skip: missing ?? false }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const language of LANGUAGES) {
    it(`11 progress tells the truth (${language})`, async (t) => {
      const app = await openApp(t, browser, { scenario: 'two-drives', language });
      await app.startWriting(SANDISK, KINGSTON);
      await app.settled();
      const left = language === 'en' ? /about|less than/ : /約|未満/;
      const progress = app.page.getByRole('region', { name: app.t('progress.of'), exact: true });
      assert.doesNotMatch(await progress.innerText(), left, 'no time left is known so early');

      const { writtenBytes } = await app.app.advance(20_000);
      const done = { [SANDISK]: writtenBytes.sandisk ?? 0, [KINGSTON]: writtenBytes.kingston ?? 0 };
      const total = done[SANDISK] + done[KINGSTON];
      await eventually(async () => {
        await near(app, SANDISK, { percent: percentOf(done[SANDISK]), speed: 40 });
        await near(app, KINGSTON, { percent: percentOf(done[KINGSTON]), speed: 8 });
      });
      const said = await progress.innerText();
      assert.ok(said.includes(app.t('phase.writing')), said);
      assert.ok(
        said.includes(app.t('progress.done', { done: { sizeBytes: total }, total: { sizeBytes: 2 * IMAGE_BYTES } })),
        said,
      );
      assert.match(said, left);
      const visible = Number(/(\d+) ?%/.exec(said)?.[1]);
      const bar = app.page.getByRole('progressbar', { name: app.t('progress.of'), exact: true });
      assert.equal(Number(await bar.getAttribute('aria-valuenow')), visible);
      assert.ok(Math.abs(visible - (total / (2 * IMAGE_BYTES)) * 100) <= 1);
      assert.ok((await app.page.title()).startsWith(`${visible} %`), await app.page.title());

      const shown = await figuresOf(app);
      assert.ok(shown.graph.length > 20, 'the graph has a text alternative');
      await app.page.reload();
      await app.heading(app.t('job.writingAndChecking', { count: 2 })).waitFor();
      await eventually(async () => assert.deepEqual(await figuresOf(app), shown));
    });
  }

  // browsers can follow one job side by side, windows cannot
  const together = testedHost === 'window' ? LANGUAGES.map((language) => [language]) : [LANGUAGES];
  for (const languages of together) {
    it(`12 the live region is useful and quiet (${languages.join(' and ')})`, async (t) => {
      const [language] = languages;
      const app = await startApp(browser, { scenario: 'two-drives', ...(language === undefined ? {} : { language }) });
      cleanUp(t, () => app.close());
      const pages: AppPage[] = [];
      for (const one of languages) pages.push(await openPage(t, browser, { app, language: one }));
      const [first] = pages;
      assert.ok(first !== undefined);
      await first.readyImage();
      await first.tick(KINGSTON);
      await first.review();
      for (const { page } of pages) await recordAnnouncements(page);
      for (const { page } of pages) await page.clock.install();
      await first.erase();
      for (let passedMs = 0; passedMs < 310_000; passedMs += 1000) {
        await app.advance(1000);
        await Promise.all(pages.map(({ page }) => page.clock.runFor(1000)));
      }
      for (const page of pages) {
        await page.heading(page.t('result.verified', { count: 1 })).waitFor();
        const announced = (await page.page.evaluate(() => window.announced)) ?? [];
        const polite = announced.filter(({ role }) => role === 'status');
        const list = polite.map(({ text, atMs }) => `${Math.round(atMs / 1000)} s: ${text}`).join('\n');
        assert.ok(polite.length >= 6 && polite.length <= 14, `${polite.length} announcements:\n${list}`);
        for (const [index, { atMs }] of polite.entries()) {
          const next = polite[index + 1];
          assert.ok(next === undefined || next.atMs - atMs >= 9900, `too close:\n${list}`);
        }
        for (const phase of ['writing', 'flushing', 'verifying'] as const) {
          const name = page.t('live.phase', { phase: [`phase.${phase}`] });
          const times = polite.filter(({ text }) => text === name).length;
          // storing is short: a newer announcement may take its place
          assert.ok(times === 1 || (times === 0 && phase === 'flushing'), `${name} is said ${times} times:\n${list}`);
        }
        assert.deepEqual(
          announced.filter(({ role }) => role === 'alert'),
          [],
        );
      }
    });
  }

  it('13 a stall is named', async (t) => {
    const app = await openApp(t, browser, { scenario: 'stall-at-30' });
    await app.startWriting(SANDISK);
    await app.app.advance(11_000); // not yet at 30 %
    await app.settled();
    const main = app.page.getByRole('main');
    assert.match(await main.innerText(), /about/);
    assert.doesNotMatch(await main.innerText(), /Waiting for/);
    await app.app.advance(13_000);
    const progress = app.page.getByRole('region', { name: 'Progress', exact: true });
    await eventually(async () => {
      assert.match(await progress.innerText(), /Waiting for SanDisk Ultra Fit …4F21 \(1\d s\)/);
      assert.match(await app.page.getByRole('row', { name: /SanDisk/ }).innerText(), /Waiting for SanDisk Ultra Fit/);
      assert.doesNotMatch(await progress.innerText(), /about|less than/);
    });
    assert.equal(await app.button('Keep waiting').count(), 0);
    await app.app.advance(50_000);
    await app.button('Keep waiting').waitFor();
    await app.button(/^Stop .*drive…$|^Stop SanDisk Ultra Fit …4F21…$/).waitFor();
    await app.says('This drive has not accepted data for a minute.');
    await app.app.advance(10_000);
    await eventually(async () => {
      assert.doesNotMatch(await main.innerText(), /Waiting for|for a minute/);
      assert.equal(await app.button('Keep waiting').count(), 0);
    });
  });
});

function percentOf(bytes: number): number {
  return (bytes / IMAGE_BYTES) * 100;
}

async function near(app: AppPage, drive: string, script: { readonly percent: number; readonly speed: number }) {
  const said = await app.page.getByRole('row', { name: new RegExp(drive) }).innerText();
  const percent = Number(/(\d+) ?%/.exec(said)?.[1]);
  const speed = Number(/([\d.]+) MB\/s/.exec(said)?.[1]);
  assert.ok(Math.abs(percent - script.percent) <= 1, `${percent} % is not ${script.percent} %`);
  assert.ok(Math.abs(speed / script.speed - 1) <= 0.01, `${speed} MB/s is not ${script.speed}`);
}

/** Everything that must be the same after a reload. */
async function figuresOf(app: AppPage): Promise<{ readonly rows: readonly string[]; readonly graph: string }> {
  const rows = await app.page.getByRole('row').allInnerTexts();
  const pictures = await app.page.getByRole('img').all();
  const names = await Promise.all(pictures.map((picture) => picture.ariaSnapshot()));
  return { rows, graph: names.join('\n') };
}

/** Notes every text that the live regions of the page take on, with the page's time. */
async function recordAnnouncements(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.announced = [];
    new MutationObserver((changes) => {
      const regions = new Set(
        changes.flatMap(({ target }) => {
          const element = target instanceof Element ? target : target.parentElement;
          return element?.closest('[role="status"], [role="alert"]') ?? [];
        }),
      );
      for (const region of regions) {
        const text = region.textContent?.trim() ?? '';
        if (text !== '') {
          window.announced?.push({ role: region.getAttribute('role') ?? '', text, atMs: Date.now() });
        }
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}
