import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { osCodeOf } from '../errors/app-error.ts';
import { makeFolder } from '../process/make-folder.ts';

/** Files and folders of the user's own: nobody else reads them. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Content of a JSON file; undefined where there is none or it is not JSON. Other errors are thrown as they are. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    if (osCodeOf(cause) === 'ENOENT' || cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

/** Writes a JSON file that readers see whole or not at all; makes its folder. Errors of the system are thrown as they are. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await makeFolder(dirname(path), FOLDER_MODE);
  const aside = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(aside, 'wx', FILE_MODE);
    try {
      await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (cause) {
    await rm(aside, { force: true });
    throw cause;
  }
}
