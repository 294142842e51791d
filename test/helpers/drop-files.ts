/// <reference lib="dom" />
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { AppPage } from './app-page.ts';
import { WindowApp } from './window-app.ts';

export interface DroppedFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/** Drops files on the middle of the page, as from a file manager: enter, over, drop. In a window they lie on the disk. */
export async function dropFiles({ app, page }: AppPage, files: readonly DroppedFile[]): Promise<void> {
  await page.getByRole('main').waitFor();
  if (app instanceof WindowApp) await dropFromDisk(app, files);
  else await dropBytes(page, files);
}

async function dropFromDisk({ standIn }: WindowApp, files: readonly DroppedFile[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-drop-'));
  standIn.whenEnded(() => rm(folder, { recursive: true, force: true }));
  const dropped = files.map(({ name, content }) => ({ name, path: join(folder, name), content }));
  for (const { path, content } of dropped) await writeFile(path, content);
  await standIn.drop(dropped);
}

async function dropBytes(page: Page, files: readonly DroppedFile[]): Promise<void> {
  const packed = files.map(({ name, content }) => ({ name, base64: Buffer.from(content).toString('base64') }));
  await page.evaluate((dropped) => {
    const dataTransfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name));
    }
    const target = document.querySelector('main');
    for (const kind of ['dragenter', 'dragover', 'drop']) {
      target?.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    }
  }, packed);
}
