import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { makeTranslator, type Translator } from '#renderer/i18n/translate.ts';
import { cleanUp } from './clean-up.ts';
import { eventually } from './eventually.ts';
import { type ServeOptions, serveApp, type TestedApp } from './served-app.ts';
import { testedHost } from './tested-host.ts';
import { WindowApp } from './window-app.ts';

export type Language = 'en' | 'ja';

export interface OpenOptions {
  readonly language?: Language;
  readonly theme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly isStill?: boolean;
}

const WAIT_MS = 8000;

/** Where the images of a demo's computer lie. */
const DEMO_IMAGES = '/demo/images';

/** Starts the app for this test and opens it; both end with the test. */
export async function openApp(t: TestContext, browser: Browser, options: OpenOptions & ServeOptions): Promise<AppPage> {
  const app = await startApp(browser, options);
  cleanUp(t, () => app.close());
  return openPage(t, browser, { ...options, app });
}

/** Starts the app by the host under test. */
export function startApp(browser: Browser, options: OpenOptions & ServeOptions): Promise<TestedApp> {
  if (testedHost === 'web') return serveApp(options);
  const { language, ...rest } = options;
  return WindowApp.start(browser, { ...rest, languages: [localeOf(language)] });
}

/**
 * Opens an app that was started: in a new browser context, as one more browser; a window has one page only, which is loaded
 * anew where it was opened before, and is as it was started.
 */
export async function openPage(
  t: TestContext,
  browser: Browser,
  options: OpenOptions & { readonly app: TestedApp },
): Promise<AppPage> {
  const { app, language = 'en', theme = 'light', viewport = { width: 1000, height: 720 } } = options;
  const context =
    app instanceof WindowApp
      ? app.page.context()
      : await browser.newContext({
          locale: localeOf(language),
          colorScheme: theme,
          reducedMotion: options.isStill === true ? 'reduce' : 'no-preference',
          viewport,
        });
  if (app.kind === 'web') cleanUp(t, () => context.close());
  context.setDefaultTimeout(WAIT_MS);
  const page = app instanceof WindowApp ? app.page : await context.newPage();
  const opened = new AppPage({ app, context, page, words: makeTranslator(language) });
  cleanUp(t, async () => assert.deepEqual(opened.problems, [], 'the page met mistakes'));
  if (app.kind === 'web') await page.goto(await app.takeAddress());
  else if (wasOpened.has(page)) await page.reload();
  wasOpened.add(page);
  return opened;
}

const wasOpened = new WeakSet<Page>();

function localeOf(language: Language = 'en'): string {
  return language === 'ja' ? 'ja-JP' : 'en-US';
}

interface Parts {
  readonly app: TestedApp;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly words: Translator;
}

/** The app in a browser, as a person uses it: everything is found by its role and its name. */
export class AppPage {
  readonly app: TestedApp;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Sentences of the page in its language. */
  readonly t: Translator['t'];
  readonly show: Translator['show'];
  /** Errors of scripts so far. */
  readonly problems: string[] = [];

  constructor({ app, context, page, words }: Parts) {
    this.app = app;
    this.context = context;
    this.page = page;
    this.t = words.t;
    this.show = words.show;
    page.on('pageerror', (error) => this.problems.push(String(error)));
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', typeof name === 'string' ? { name, exact: true } : { name });
  }

  /** Where the page names the image's file: in the card's heading, or below the name of what it is. */
  image(fileName: string): Locator {
    return this.page.getByText(fileName, { exact: true }).first();
  }

  /** Waits until the image was looked at: its card then grows no more. */
  async lookedAt(fileName: string): Promise<void> {
    await this.image(fileName).waitFor();
    await this.button(this.t('action.change')).waitFor();
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name }).or(this.page.getByRole('alertdialog', { name }));
  }

  /** The checkbox of a drive, by the start of its name. */
  drive(name: string): Locator {
    return this.page.getByRole('checkbox', { name: new RegExp(`^${escaped(name)}`) });
  }

  get reviewButton(): Locator {
    return this.button(this.t('plan.review'));
  }

  /** What the plan bar says. */
  get plan(): Locator {
    return this.page.getByRole('region', { name: this.t('plan.label') });
  }

  /** The button that chooses the image, or another one. */
  get chooseButton(): Locator {
    return this.button(this.t('image.choose')).or(this.button(this.t('action.change')));
  }

  /** Opens the host's folders; resolves with the dialog. A window has none: see `chooseFile`. */
  async openFolders(): Promise<Locator> {
    await this.chooseButton.click();
    const dialog = this.page.getByRole('dialog');
    await dialog.waitFor();
    return dialog;
  }

  /** In a window: what the person will choose in the system's own dialog, the next time it opens. */
  willChoose(path: string): void {
    this.window.standIn.world.filesToChoose.push(path);
  }

  /** The window that the page is in. */
  get window(): WindowApp {
    if (this.app instanceof WindowApp) return this.app;
    throw new Error('The page is not in a window');
  }

  /** Chooses an image in the folder the host shows first; `folders` are opened before. */
  async chooseImage(name: string, folders: readonly string[] = []): Promise<void> {
    if (this.app.kind === 'window') {
      this.willChoose([DEMO_IMAGES, ...folders, name].join('/'));
      await this.chooseButton.click();
      return;
    }
    const dialog = await this.openFolders();
    for (const folder of folders) {
      await dialog.getByRole('button', { name: this.t('files.openFolder', { name: folder }), exact: true }).click();
    }
    await dialog.getByRole('button', { name: new RegExp(`^${escaped(name)}`) }).click();
    await dialog.getByRole('button', { name: this.t('files.use'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** Chooses an image that can be used and waits for its card. */
  async readyImage(name = 'proxmox-ve_9.1-1.iso'): Promise<void> {
    await this.chooseImage(name);
    await this.image(name).waitFor();
    await this.page.getByText(this.t('checksum.unknown'), { exact: true }).waitFor();
  }

  async tick(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.drive(name).check();
  }

  /** From ticked drives to the open review page. */
  async review(): Promise<void> {
    await this.reviewButton.click();
    await this.heading(this.t('review.title')).waitFor();
    await this.heading(this.t('review.will')).waitFor();
  }

  /** The erase button of an open review, whatever it is named. */
  get eraseButton(): Locator {
    const named = escaped(this.t('review.eraseOne', { name: '¤' })).replace('¤', '.+');
    const counted = escaped(this.t('review.eraseMany', { count: 2 })).replace('2', '\\d+');
    return this.button(new RegExp(`^(${named}|${counted})`));
  }

  /** Confirms the open review; the demo's job then waits for permission. */
  async erase(): Promise<void> {
    await this.eraseButton.click();
    await eventually(async () => {
      await this.app.advance(1);
      assert.ok(await this.heading(this.t('elevate.title')).isVisible(), 'nobody is asked for permission');
    });
  }

  /** Image, drives, review and confirmation, up to the writing. */
  async startWriting(...names: readonly string[]): Promise<void> {
    await this.readyImage();
    await this.tick(...names);
    await this.review();
    await this.erase();
    // permission takes 2 s, preparing less than one; then the first bytes
    await this.app.advance(3250);
    await this.heading(this.t('job.writingAndChecking', { count: names.length })).waitFor();
  }

  /** Lets virtual time pass until the heading says what it is waited for. */
  async advanceUntil(
    heading: string,
    options: { readonly stepMs?: number; readonly limitMs?: number } = {},
  ): Promise<void> {
    const { stepMs = 20_000, limitMs = 30 * 60_000 } = options;
    for (let passedMs = 0; passedMs < limitMs; passedMs += stepMs) {
      if (await this.heading(heading).isVisible()) return;
      await this.app.advance(stepMs);
      await this.settled();
    }
    assert.fail(`"${heading}" never came; the page says: ${await this.page.getByRole('main').innerText()}`);
  }

  /** What the host has told until now is on the page: figures are drawn at most 4 times a second. */
  async settled(): Promise<void> {
    await this.page.waitForTimeout(300);
  }

  async checkedCount(): Promise<number> {
    return this.page.getByRole('checkbox', { checked: true }).count();
  }

  /** Waits until the whole page says this. */
  async says(text: string | RegExp): Promise<void> {
    await eventually(async () => {
      const said = await this.page.getByRole('main').innerText();
      const isSaid = typeof text === 'string' ? said.includes(text) : text.test(said);
      assert.ok(isSaid, `the page does not say "${text}" but: ${said}`);
    });
  }

  /** Waits until the plan bar says this. */
  async planSays(text: string): Promise<void> {
    await eventually(async () => {
      const said = await this.plan.innerText();
      assert.ok(said.includes(text), `the plan bar does not say "${text}" but: ${said}`);
    });
  }

  /** Text of the elements that describe another one. */
  async descriptionOf(target: Locator): Promise<string> {
    const ids = ((await target.getAttribute('aria-describedby')) ?? '').split(' ').filter((id) => id !== '');
    const texts = ids.map((id) => this.page.locator(`[id="${id}"]`).innerText());
    return (await Promise.all(texts)).join(' ');
  }
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
