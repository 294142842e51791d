import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { osCodeOf } from '../errors/app-error.ts';
import { makeFolder } from '../process/make-folder.ts';
import type { Engine } from '../ports.ts';

const NAME = /^practice-(\d+)\.img$/;

/** Practice drives made for a page: plain files in `<folder>`, numbered, nothing else there is touched. */
export class PracticeDrives {
  readonly #folder: string;
  readonly #engine: Pick<Engine, 'createPracticeDrive'>;

  constructor(folder: string, engine: Pick<Engine, 'createPracticeDrive'>) {
    this.#folder = folder;
    this.#engine = engine;
  }

  /** Absolute paths of those that exist, by number. */
  async paths(): Promise<readonly string[]> {
    return (await this.#numbers()).map((number) => this.#path(number));
  }

  /** Path of a new one; DISK_SPACE_LOCAL. */
  async create(sizeBytes: number): Promise<string> {
    await makeFolder(this.#folder, 0o700);
    const path = this.#path(((await this.#numbers()).at(-1) ?? 0) + 1);
    await this.#engine.createPracticeDrive(path, sizeBytes);
    return path;
  }

  /** True if `path` was one of them and is deleted now. */
  async remove(path: string): Promise<boolean> {
    if (dirname(path) !== this.#folder || !(await this.paths()).includes(path)) return false;
    await rm(path, { force: true });
    return true;
  }

  #path(number: number): string {
    return join(this.#folder, `practice-${number}.img`);
  }

  async #numbers(): Promise<readonly number[]> {
    try {
      const numbers = (await readdir(this.#folder)).map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN));
      return numbers.filter(Number.isSafeInteger).sort((a, b) => a - b);
    } catch (cause) {
      if (osCodeOf(cause) === 'ENOENT') return [];
      throw cause;
    }
  }
}
