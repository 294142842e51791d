import { join } from 'node:path';
import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { loadBounds, openingBounds, saveBounds, SMALLEST } from './window-bounds.ts';

/** The page's own backgrounds (renderer/theme/tokens.css), so that nothing flashes before it is drawn. */
const BACKGROUND = { light: '#ffffff', dark: '#14171b' } as const;
/** A window that is being dragged or resized is saved once it rests. */
const REST_MS = 500;

/** Makes the window, hidden until its page is drawn. `folder` is where its place is remembered. */
export async function makeWindow(folder: string): Promise<BrowserWindow> {
  const saved = await loadBounds(folder);
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
  const window = new BrowserWindow({
    ...openingBounds(saved, areas),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Stickwright',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (saved?.isMaximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  remember(window, folder);
  return window;
}

let saving: Promise<void> = Promise.resolve();

/** Resolves once the place of the window is kept, as far as it can be. */
export function placeKept(): Promise<void> {
  return saving;
}

/** Keeps the place for the next start. Not being able to costs no more than that. */
function remember(window: BrowserWindow, folder: string): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized()) return;
    const bounds = { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
    saving = saveBounds(folder, bounds).catch(() => {});
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, REST_MS);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', save);
}

/** Brings the window in front of the person. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
