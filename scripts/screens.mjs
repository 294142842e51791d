/// <reference lib="dom" />
// npm run screens: pictures of every screen and state, in both languages and themes and three sizes, with an index page.
// Each scene is also checked: nothing wider than the window, no cut button, no finding of axe, nothing on the console.
// `npm run screens -- job result-failed` takes only scenes whose names contain one of the words.
import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { buildRenderer } from './build-renderer.mjs';
import { outFolder } from './freshness.mjs';
import { root } from './source-files.mjs';

/** @typedef {{ scene: string, language: string, theme: string, size: string, problem: string }} Problem */

const LANGUAGES = ['en', 'ja'];
/** Longer than any language and accented: shows what is cut, and what was never translated. */
const PSEUDO = 'pseudo';
const THEMES = ['light', 'dark'];
const SIZES = [
  { name: '1000x720', width: 1000, height: 720 },
  { name: '760x560', width: 760, height: 560 },
  { name: '320', width: 320, height: 640 },
];
const PAGES_AT_ONCE = 2;
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ');
const MEDIA = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

const target = path.join(outFolder, 'screens');
const words = process.argv.slice(2);
/** @type {Problem[]} */
const problems = [];

const executablePath = CHROMIUM.find((file) => existsSync(file));
if (executablePath === undefined) {
  console.error('The pictures need Chromium: apt-get install chromium fonts-noto-cjk');
  process.exit(1);
}
const startedAt = performance.now();
await buildRenderer({ html: 'gallery.html', to: 'gallery' });
const server = createServer(serveGallery);
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The server has no port');
const origin = `http://127.0.0.1:${address.port}/gallery.html`;
const axe = readFileSync(path.join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath, args: ARGS });
try {
  if (words.length === 0) rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const scenes = (await listScenes()).filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  const tasks = scenes.flatMap((scene) => [...LANGUAGES, PSEUDO].map((language) => ({ scene, language })));
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, () => work(tasks)));
  writeFileSync(path.join(target, 'index.html'), indexPage(scenes));
  for (const { scene, language, theme, size, problem } of problems) {
    console.log(`${scene} (${language}, ${theme}, ${size}): ${problem}`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  const pictures = scenes.length * LANGUAGES.length * THEMES.length * SIZES.length;
  console.log(
    `${pictures} pictures of ${scenes.length} screens in ${target}, ${problems.length} problems, ${seconds} s`,
  );
  if (problems.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}

/** @type {import('node:http').RequestListener} */
function serveGallery(request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const file = path.join(outFolder, 'gallery', path.normalize(pathname));
  if (!existsSync(file) || !MEDIA.has(path.extname(file))) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    'content-type': MEDIA.get(path.extname(file)),
    'content-security-policy': POLICY,
  });
  response.end(readFileSync(file));
}

/** @returns {Promise<string[]>} */
async function listScenes() {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.waitForSelector('#scenes');
  const names = await page.locator('#scenes a').allTextContents();
  await page.close();
  return names;
}

/** @param {{ scene: string, language: string }[]} tasks taken from the end until none is left */
async function work(tasks) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: SIZES[0] ?? null });
  const page = await context.newPage();
  /** @type {string[]} */
  let said = [];
  page.on('console', (message) => {
    // axe makes functions from text, which the policy forbids; the page itself does not
    const isOurs = !message.text().includes("'TrustedScript'");
    if (isOurs && ['error', 'warning'].includes(message.type())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    said = [];
    await takeScene(page, task);
    const all = { ...task, theme: 'all', size: 'all' };
    problems.push(...[...new Set(said)].map((problem) => ({ ...all, problem })));
  }
  await context.close();
}

/**
 * @param {import('playwright-core').Page} page
 * @param {{ scene: string, language: string }} task
 */
async function takeScene(page, { scene, language }) {
  await page.setViewportSize({ width: 1000, height: 720 });
  await page.goto(`${origin}?scene=${scene}&lang=${language}&theme=light`);
  try {
    await page.waitForSelector('html[data-ready]', { timeout: 8000 });
  } catch {
    problems.push({ scene, language, theme: 'all', size: 'all', problem: 'was never ready' });
    return;
  }
  for (const size of SIZES) {
    await page.setViewportSize({ width: size.width, height: size.height });
    // as tall as the page: a bar that sticks to the bottom would lie across the picture otherwise
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    if (tall > size.height) await page.setViewportSize({ width: size.width, height: tall });
    for (const theme of language === PSEUDO ? ['light'] : THEMES) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      const file = path.join(target, `${scene}-${language}-${theme}-${size.name}.png`);
      await page.screenshot({ path: file });
      const found = theme === 'light' ? await cutParts(page) : [];
      // contrast is the theme's, the rest is the layout's
      const wantsAxe = size.name === '1000x720' || (size.name === '320' && theme === 'light');
      if (language === PSEUDO) found.push(...(size.name === '320' ? await untranslated(page) : []));
      else if (wantsAxe) found.push(...(await axeFindings(page)));
      problems.push(...found.map((problem) => ({ scene, language, theme, size: size.name, problem })));
    }
  }
}

/**
 * What is wider than the window or than its button.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
function cutParts(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const wide = [...document.querySelectorAll('body *')].filter(
      (element) =>
        element.getBoundingClientRect().right > clientWidth + 1 &&
        element.closest('.table-scroll, .visually-hidden, pre') === null,
    );
    const widest = wide.slice(0, 2).map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`);
    const cut = [...document.querySelectorAll('button')].filter(
      (button) => button.scrollWidth > button.clientWidth + 1,
    );
    return [
      ...(scrollWidth > clientWidth
        ? [`the page is ${scrollWidth - clientWidth} px wider than the window: ${widest.join(', ')}`]
        : []),
      ...cut.map((button) => `cut button: ${button.textContent}`),
    ];
  });
}

/**
 * Words in plain letters where all is accented: from no language file, or built from parts. Names of drives and files
 * stand in elements of their own.
 *
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
function untranslated(page) {
  return page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    /** @type {Set<string>} */
    const found = new Set();
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const isData =
        node.parentElement?.closest('bdi, code, pre, kbd, time, option, .mono, .number, [lang]:not(html)') !== null;
      const text = (node.textContent ?? '').trim();
      if (!isData && /[a-z]{3}/u.test(text) && !/\[.*\]/su.test(text)) found.add(`not translated: ${text}`);
    }
    return [...found];
  });
}

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function axeFindings(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => {
    /** @type {{ axe: { run(options: object): Promise<{ violations: { id: string, nodes: { html: string }[] }[] }> } }} */
    const scope = /** @type {any} */ (globalThis);
    return scope.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  });
  return result.violations.map(({ id, nodes }) => `axe ${id}: ${nodes[0]?.html.slice(0, 160) ?? ''} (${nodes.length})`);
}

/** @param {readonly string[]} scenes */
function indexPage(scenes) {
  const rows = scenes.map((scene) => {
    const pictures = LANGUAGES.flatMap((language) =>
      THEMES.flatMap((theme) =>
        SIZES.map(({ name }) => `${scene}-${language}-${theme}-${name}`).map(
          (id) => `<a href="${id}.png"><img loading="lazy" src="${id}.png" alt="${id}" height="200"></a>`,
        ),
      ),
    );
    return `<h2>${scene}</h2><p>${pictures.join('\n')}</p>`;
  });
  return `<!doctype html><meta charset="utf-8"><title>Screens</title><style>body{font-family:system-ui;margin:24px}img{border:1px solid #ccc;margin:2px;vertical-align:top}</style><h1>Screens</h1>${rows.join('\n')}`;
}
