import { type BrowserWindow, dialog } from 'electron';
import type { DesktopWords } from './text/words.ts';

/** Without the dot; a packed image counts by its last ending. */
const IMAGE_ENDINGS = [
  'iso',
  'img',
  'raw',
  'bin',
  'dd',
  'dmg',
  'qcow2',
  'vhd',
  'vhdx',
  'vmdk',
  'xz',
  'gz',
  'zst',
  'bz2',
  'lz4',
  'zip',
  '7z',
];

/** The system's dialog for one file; null when it was closed. */
export async function chooseImage(
  window: BrowserWindow,
  { chooseFile: words }: DesktopWords,
  folder: string | null,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: words.title,
    buttonLabel: words.button,
    ...(folder === null ? {} : { defaultPath: folder }),
    filters: [
      // some systems tell large letters from small ones
      { name: words.images, extensions: [...IMAGE_ENDINGS, ...IMAGE_ENDINGS.map((ending) => ending.toUpperCase())] },
      { name: words.allFiles, extensions: ['*'] },
    ],
    properties: ['openFile'],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

export interface Question {
  readonly message: string;
  readonly detail: string;
  /** The safe answer: what Enter and Esc choose. */
  readonly safe: string;
  readonly other: string;
  /** Takes the question back, as if the safe answer was given. */
  readonly signal?: AbortSignal;
}

/** Asks; true only where the other answer was chosen by hand. */
export async function ask(window: BrowserWindow, question: Question): Promise<boolean> {
  const { message, detail, safe, other, signal } = question;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message,
    detail,
    buttons: [safe, other],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
    ...(signal === undefined ? {} : { signal }),
  });
  return response === 1;
}

/** Tells something that needs no answer. */
export async function tell(
  window: BrowserWindow,
  { message, detail, close }: { readonly message: string; readonly detail: string; readonly close: string },
): Promise<void> {
  await dialog.showMessageBox(window, { type: 'info', message, detail, buttons: [close], noLink: true });
}
