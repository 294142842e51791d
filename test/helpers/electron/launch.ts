import { join } from 'node:path';
import { type Browser, _electron, type Page } from 'playwright-core';
import { WindowApp } from '../window-app.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A demo in a window, by the real Electron or by the stand-in: what both can do. */
export interface LaunchedWindow {
  readonly page: Page;
  /** Lets virtual time pass. */
  advance(ms: number): Promise<void>;
  /** What a person will choose in the next file dialog. */
  willChoose(path: string): Promise<void>;
  /** What a person will press in every dialog that asks, by its place. */
  willPress(button: number): Promise<void>;
  /** How many dialogs asked something so far. */
  questions(): Promise<number>;
  /** As a person closes the window. */
  closeWindow(): Promise<void>;
  readonly ended: Promise<void>;
}

/** The real program, where `STICKWRIGHT_ELECTRON` names it (scripts/test-electron.mjs); else the stand-in. */
export async function launchWindow(browser: Browser | null, scenario: string): Promise<LaunchedWindow> {
  const program = process.env['STICKWRIGHT_ELECTRON'];
  if (program !== undefined) return launchReal(program, scenario);
  if (browser === null) throw new Error('The stand-in needs a browser');
  return standIn(await WindowApp.start(browser, { scenario }));
}

function standIn(app: WindowApp): LaunchedWindow {
  const { world } = app.standIn;
  let pressed = 0;
  let asked = 0;
  const answer = () => {
    for (const { options, press } of [...world.messages]) {
      asked += 1;
      press(options.buttons?.[pressed] ?? '');
    }
  };
  const timer = setInterval(answer, 20);
  return {
    page: app.page,
    advance: async (ms) => {
      await app.advance(ms);
    },
    willChoose: async (path) => {
      world.filesToChoose.push(path);
    },
    willPress: async (button) => {
      pressed = button;
    },
    questions: async () => asked,
    closeWindow: async () => world.window.close(),
    ended: app.standIn.ended().then(() => clearInterval(timer)),
  };
}

async function launchReal(program: string, scenario: string): Promise<LaunchedWindow> {
  const demo = ['--platform', 'fake', '--scenario', scenario, '--clock', 'manual'];
  const isRoot = process.getuid?.() === 0;
  const app = await _electron.launch({
    executablePath: program,
    args: [ROOT, ...demo, '--lang=en', ...(isRoot ? ['--no-sandbox'] : [])],
  });
  await app.evaluate(({ dialog }) => {
    const answers = { path: '', button: 0, asked: 0 };
    Object.assign(globalThis, { answers });
    dialog.showOpenDialog = async () => ({ canceled: answers.path === '', filePaths: [answers.path] });
    dialog.showMessageBox = async () => {
      answers.asked += 1;
      return { response: answers.button, checkboxChecked: false };
    };
  });
  const page = await app.firstWindow();
  const closed = new Promise<void>((resolve) => {
    app.once('close', () => resolve());
  });
  return {
    page,
    advance: async (ms) => {
      await app.evaluate(async ({ net }, given) => {
        const body = JSON.stringify({ ms: given });
        await net.fetch('app://bundle/test/advance', { method: 'POST', body, bypassCustomProtocolHandlers: false });
      }, ms);
    },
    willChoose: (path) =>
      app.evaluate((_electronModule, given) => {
        Object.assign(Reflect.get(globalThis, 'answers'), { path: given });
      }, path),
    willPress: (button) =>
      app.evaluate((_electronModule, given) => {
        Object.assign(Reflect.get(globalThis, 'answers'), { button: given });
      }, button),
    questions: () => app.evaluate(() => Number(Reflect.get(Reflect.get(globalThis, 'answers'), 'asked'))),
    closeWindow: () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close()),
    ended: closed,
  };
}
