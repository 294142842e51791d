import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '#contract/ipc.ts';
import type { DesktopWords } from './text/words.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly words: DesktopWords;
  readonly send: (command: Command) => void;
}

type Items = MenuItemConstructorOptions[];

/**
 * The menu of the app: on macOS the usual one at the top of the screen, elsewhere a bar that Alt shows. It mirrors what the
 * page's own buttons and keys do (ux.md 9); no item starts the erase. Pure.
 */
export function menuTemplate(options: MenuOptions): Items {
  const { words, platform } = options;
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [appMenu(options)] : []),
    { label: words.menu.file, submenu: fileItems(options, isMac) },
    { label: words.menu.edit, role: 'editMenu', submenu: editItems(words) },
    { label: words.menu.view, submenu: viewItems(options) },
    ...(isMac ? [{ label: words.menu.window, role: 'windowMenu', submenu: windowItems(words) } as const] : []),
    {
      label: words.menu.help,
      role: 'help',
      submenu: [
        item(options, words.menu.helpAndKeys, 'F1', { name: 'go', place: 'help' }),
        ...(isMac ? [] : [item(options, words.menu.about, undefined, { name: 'go', place: 'help' } as const)]),
      ],
    },
  ];
}

/** A key is only shown here: the page itself acts on it, and knows when it may. */
function item(
  { send }: MenuOptions,
  ...[label, accelerator, command]: [string, string | undefined, Command]
): MenuItemConstructorOptions {
  const key = accelerator === undefined ? {} : { accelerator, registerAccelerator: false };
  return { id: idOf(command), label, ...key, click: () => send(command) };
}

function idOf(command: Command): string {
  return command.name === 'go' ? `go-${command.place}` : command.name;
}

const SEPARATOR = { type: 'separator' } as const;

function appMenu(options: MenuOptions): MenuItemConstructorOptions {
  const { menu, appName } = options.words;
  return {
    label: appName,
    submenu: [
      { label: menu.about, role: 'about' },
      SEPARATOR,
      item(options, menu.settings, 'CmdOrCtrl+,', { name: 'go', place: 'settings' }),
      SEPARATOR,
      { label: menu.services, role: 'services' },
      SEPARATOR,
      { label: menu.hide, role: 'hide' },
      { label: menu.hideOthers, role: 'hideOthers' },
      { label: menu.showAll, role: 'unhide' },
      SEPARATOR,
      { label: menu.quit, role: 'quit' },
    ],
  };
}

function fileItems(options: MenuOptions, isMac: boolean): Items {
  const { menu } = options.words;
  return [
    item(options, menu.chooseFile, 'CmdOrCtrl+O', { name: 'choose-file' }),
    item(options, menu.fromUrl, 'CmdOrCtrl+L', { name: 'from-url' }),
    item(options, menu.catalogue, 'CmdOrCtrl+K', { name: 'catalogue' }),
    SEPARATOR,
    item(options, menu.review, 'CmdOrCtrl+Enter', { name: 'review' }),
    item(options, menu.stop, 'CmdOrCtrl+.', { name: 'stop' }),
    SEPARATOR,
    ...(isMac ? [] : [item(options, menu.settings, 'CmdOrCtrl+,', { name: 'go', place: 'settings' }), SEPARATOR]),
    isMac ? { label: menu.close, role: 'close' } : { label: menu.exit, role: 'quit' },
  ];
}

function editItems({ menu }: DesktopWords): Items {
  return [
    { label: menu.undo, role: 'undo' },
    { label: menu.redo, role: 'redo' },
    SEPARATOR,
    { label: menu.cut, role: 'cut' },
    { label: menu.copy, role: 'copy' },
    { label: menu.paste, role: 'paste' },
    { label: menu.selectAll, role: 'selectAll' },
  ];
}

function viewItems(options: MenuOptions): Items {
  const { menu } = options.words;
  return [
    item(options, menu.write, 'Alt+1', { name: 'go', place: 'write' }),
    item(options, menu.receipts, 'Alt+2', { name: 'go', place: 'receipts' }),
    SEPARATOR,
    item(options, menu.drives, 'CmdOrCtrl+D', { name: 'drives' }),
    item(options, menu.rescan, options.platform === 'darwin' ? 'CmdOrCtrl+R' : 'F5', { name: 'rescan' }),
    SEPARATOR,
    { label: menu.zoomIn, role: 'zoomIn' },
    { label: menu.zoomOut, role: 'zoomOut' },
    { label: menu.zoomReset, role: 'resetZoom' },
    SEPARATOR,
    { label: menu.fullScreen, role: 'togglefullscreen' },
  ];
}

function windowItems({ menu }: DesktopWords): Items {
  return [
    { label: menu.minimize, role: 'minimize' },
    { label: menu.zoom, role: 'zoom' },
    SEPARATOR,
    { label: menu.front, role: 'front' },
  ];
}
