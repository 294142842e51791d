/// <reference lib="dom" />
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ALL_CODES, failure } from '#renderer/gallery/sample-failures.ts';
import { browserMissing, openBrowser } from '../helpers/browser.ts';
import { type Gallery, openGallery } from '../helpers/gallery.ts';
import { rawKeys, untranslated } from '../helpers/page-words.ts';

const missing = await browserMissing();
const AXE = join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js');
const WIDE = { width: 1000, height: 720 };
const NARROW = { width: 320, height: 640 };
/** Pages that work at the same time. */
const PAGES = 4;
const LANGUAGES = ['en', 'ja', 'pseudo'] as const;
type Language = (typeof LANGUAGES)[number];

interface AxeScope {
  axe: {
    run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
  };
}

describe('acceptance check 18: every screen and state', { skip: missing ?? false }, () => {
  let browser: Browser;
  let gallery: Gallery;
  let axe = '';
  let scenes: readonly string[] = [];
  before(async () => {
    [browser, gallery, axe] = await Promise.all([openBrowser(), openGallery(), readFile(AXE, 'utf8')]);
    const page = await browser.newPage();
    await page.goto(gallery.address());
    scenes = await page.getByRole('link').allTextContents();
    await page.close();
  });
  after(async () => {
    await browser.close();
    await gallery.close();
  });

  /** Shows scenes in several pages at once; gives back what was found wrong, by scene. */
  async function inspect(
    names: readonly string[],
    language: Language,
    look: (page: Page, scene: string) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const left = [...names];
    const problems: string[] = [];
    const work = async () => {
      const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(`${page.url()}: ${error}`));
      for (let scene = left.pop(); scene !== undefined; scene = left.pop()) {
        await page.goto(gallery.address(scene, language));
        await page.locator('html[data-ready]').waitFor();
        problems.push(...(await look(page, scene)).map((problem) => `${scene} (${language}): ${problem}`));
      }
      await context.close();
    };
    await Promise.all(Array.from({ length: PAGES }, work));
    return problems;
  }

  async function axeFindings(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const scope = globalThis as unknown as AxeScope; // what the script above brings
      const found = await scope.axe.run({ resultTypes: ['violations'] });
      return found.violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
    });
    return violations;
  }

  const isError = (scene: string) => scene.startsWith('error-');

  // contrast depends on the theme, names and cut words on the language: each is met in one of the two
  for (const [language, theme] of [
    ['en', 'light'],
    ['ja', 'dark'],
  ] as const) {
    it(`18 axe finds nothing, nothing is cut, wider than the window or moving (${language}, ${theme})`, async () => {
      // all failures are drawn by the same parts: one of each kind stands for the others
      const samples = ['error-IMAGE_TRUNCATED', 'error-VERIFY_MISMATCH', 'error-ELEVATION_UNAVAILABLE'];
      const chosen = scenes.filter((scene) => !isError(scene) || samples.includes(scene));
      assert.ok(chosen.length > 30, `${chosen.length} scenes`);
      const problems = await inspect(chosen, language, async (page) => {
        await page.evaluate((wanted) => {
          document.documentElement.dataset.theme = wanted;
        }, theme);
        const findings = await axeFindings(page);
        const moving = await page.evaluate(() => document.getAnimations().length);
        const layout = await layoutProblems(page);
        return [...findings, ...layout, ...(moving > 0 ? [`${moving} animations though motion is reduced`] : [])];
      });
      assert.deepEqual(problems, []);
    });
  }

  it('18 nothing is cut or wider than the window in the longest language, that of tests', async () => {
    const chosen = scenes.filter((scene) => !isError(scene));
    const problems = await inspect(chosen, 'pseudo', layoutProblems);
    assert.deepEqual(problems, []);
  });

  for (const language of ['en', 'ja'] as const) {
    it(`every error code has words of its own: title, what happened and what to do (${language})`, async () => {
      const codes = ALL_CODES;
      assert.deepEqual(
        codes.filter((code) => !scenes.includes(`error-${code}`)),
        [],
      );
      const titles = new Set<string>();
      const problems = await inspect(
        codes.map((code) => `error-${code}`),
        language,
        async (page, scene) => {
          const code = codes.find((one) => scene === `error-${one}`) ?? 'INTERNAL';
          const main = page.getByRole('main');
          const said = await main.innerText();
          const headings = await main.getByRole('heading').allInnerTexts();
          titles.add(headings.join(' / '));
          const happened = language === 'en' ? 'What happened' : '発生したこと';
          return [
            ...(said.includes(happened) ? [] : [`does not say what happened: ${said}`]),
            ...rawKeys(said).map((key) => `raw key ${key}`),
            ...(said.includes('undefined') || said.includes('[object') || /\{\w+\}/.test(said)
              ? [`a hole in: ${said}`]
              : []),
            ...(said.includes(code) ? [`the bare code in: ${said}`] : []),
            ...(language === 'ja' ? untranslated(said, [...namesIn(failure(code).params), ...NAMES]) : []).map(
              (word) => `not Japanese: ${word}`,
            ),
          ];
        },
      );
      assert.deepEqual(problems, []);
      assert.ok(titles.size > codes.length / 2, `only ${titles.size} different titles`);
    });
  }
});

/** What the operating system, programs and people name, in the samples of the gallery. */
const NAMES = ['EFI', 'Photos', 'TimeMachine', 'EIO', 'Windows', 'MD5', 'bmap'];

/** What is wider than the window or than its button, in a wide and in the narrowest window. */
async function layoutProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    const found = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const buttons = [...document.querySelectorAll('button')];
      const cut = buttons.filter((button) => button.scrollWidth > button.clientWidth + 1);
      return [
        ...(scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px wider than the window`] : []),
        ...cut.map((button) => `cut button: ${button.textContent}`),
      ];
    });
    problems.push(...found.map((problem) => `${size.width} px: ${problem}`));
  }
  return problems;
}

/** Texts of a sample's parameters: names and reasons of others, shown as they are. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}
