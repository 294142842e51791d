import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from '#contract/zod.ts';
import type { Image } from '#contract/image.ts';
import type { RecentImage } from '#contract/methods.ts';
import { readJson, writeJson } from './json-file.ts';

const KEPT = 10;

const storedSchema = z.object({
  images: z.array(z.object({ path: z.string(), name: z.string(), usedAt: z.string() })).max(100),
});
type Stored = z.infer<typeof storedSchema>['images'];

/** The images used last, in `<folder>/recent.json`. */
export class RecentImages {
  readonly #path: string;
  #saving: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#path = join(folder, 'recent.json');
  }

  /** Newest first; files that are gone are left out. */
  async list(): Promise<readonly RecentImage[]> {
    await this.#saving;
    const stored = await this.#load();
    const found = await Promise.all(
      stored.map(async ({ path, name, usedAt }) => {
        const facts = await stat(path).catch(() => null); // gone meanwhile
        return facts?.isFile() === true ? { path, name, usedAt, sizeBytes: facts.size } : null;
      }),
    );
    return found.filter((image) => image !== null);
  }

  /** Folder of the image used last; null where none is known. */
  async lastFolder(): Promise<string | null> {
    await this.#saving;
    const newest = (await this.#load())[0];
    return newest === undefined ? null : dirname(newest.path);
  }

  /** Remembers an image. Not being able to save the list costs nothing but the list. */
  add({ path, name }: Image, at: Date): void {
    this.#saving = this.#saving.then(async () => {
      const others = (await this.#load()).filter((image) => image.path !== path);
      const images = [{ path, name, usedAt: at.toISOString() }, ...others].slice(0, KEPT);
      await writeJson(this.#path, { images }).catch(() => {});
    });
  }

  /** Resolves when nothing is being saved any more. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  async #load(): Promise<Stored> {
    const parsed = storedSchema.safeParse(await readJson(this.#path).catch(() => undefined));
    return parsed.success ? parsed.data.images : [];
  }
}
