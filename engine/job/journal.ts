import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { DriveIdentity } from '#contract/drive.ts';
import { fileIdentitySchema, type Image } from '#contract/image.ts';
import { makeFolder } from '../process/make-folder.ts';

/** How far one drive has come with one image, and is known to have stored it. */
const entrySchema = z.strictObject({
  journalVersion: z.literal(1),
  jobId: z.string(),
  image: z.strictObject({ file: fileIdentitySchema, entryName: z.string().nullable(), name: z.string() }),
  /** Image bytes from the start that were flushed; what is held back to the end does not count. */
  doneBytes: z.number().int().positive(),
  at: z.string(),
});
type Entry = z.infer<typeof entrySchema>;

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** A file of some hundred bytes is stored long before. */
const WAIT_MS = 2000;

/**
 * What was stored on drives by jobs that did not come to their end, one small file per drive in the user's own folder. It is
 * only a hint where going on may pay: every byte of it is compared with the image before it is believed.
 */
export class Journal {
  readonly #folder: string | null;
  /** Writes of one drive follow each other. */
  #last: Promise<void> = Promise.resolve();

  /** null: nothing is kept. */
  constructor(folder: string | null) {
    this.#folder = folder;
  }

  /** Bytes of this image that the drive is said to hold; 0 where nothing is known. Never rejects. */
  async doneBytes(image: Image, drive: DriveIdentity): Promise<number> {
    const path = this.#path(drive);
    if (path === null) return 0;
    await this.settled();
    const text = await readFile(path, 'utf8').catch(() => '');
    const parsed = entrySchema.safeParse(parseJson(text));
    if (!parsed.success) return 0;
    return isSameImage(parsed.data.image, entryImage(image)) ? parsed.data.doneBytes : 0;
  }

  /** Notes that the drive has stored the image up to here. A journal that cannot be written is none: nothing is thrown. */
  record(fact: {
    readonly jobId: string;
    readonly image: Image;
    readonly drive: DriveIdentity;
    readonly doneBytes: number;
  }): void {
    const path = this.#path(fact.drive);
    if (path === null || fact.doneBytes <= 0) return;
    const entry: Entry = {
      journalVersion: 1,
      jobId: fact.jobId,
      image: entryImage(fact.image),
      doneBytes: fact.doneBytes,
      at: new Date().toISOString(),
    };
    this.#then(() => save(path, entry));
  }

  /** Forgets what is known of a drive: it is finished, or is to be written from the start. */
  forget(drive: DriveIdentity): void {
    const path = this.#path(drive);
    if (path !== null) this.#then(() => rm(path, { force: true }));
  }

  /** Resolves when everything told so far is stored; a folder that does not answer holds nobody up for long. */
  async settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS);
    });
    await Promise.race([this.#last, limit]);
    clearTimeout(timer);
  }

  #then(step: () => Promise<void>): void {
    this.#last = this.#last.then(step).catch(() => {});
  }

  #path(drive: DriveIdentity): string | null {
    return this.#folder === null ? null : join(this.#folder, `${driveKey(drive)}.json`);
  }
}

/**
 * The same for the same stick in any port. Sticks without a serial number share one with others of their kind; that costs a
 * comparison, no more.
 */
function driveKey({ vendor, model, serial, wwn, sizeBytes, backing, bus, devicePath }: DriveIdentity): string {
  const own = [vendor, model, serial, wwn, sizeBytes, backing, bus === 'file' ? devicePath : null];
  return createHash('sha256').update(JSON.stringify(own)).digest('hex').slice(0, 32);
}

function entryImage({ file: { device, inode, sizeBytes, modifiedNs }, entryName, name }: Image): Entry['image'] {
  return { file: { device, inode, sizeBytes, modifiedNs }, entryName, name };
}

/**
 * Without the number of the device the image lies on, which may be another one after every start of the computer (btrfs, USB
 * drives): two files that agree in all the rest and are not the same cost a comparison, no more.
 */
function isSameImage(one: Entry['image'], other: Entry['image']): boolean {
  const { inode, sizeBytes, modifiedNs } = one.file;
  const { file } = other;
  const isSameFile = inode === file.inode && sizeBytes === file.sizeBytes && modifiedNs === file.modifiedNs;
  return isSameFile && one.entryName === other.entryName;
}

/** Whole or not at all, and stored when it resolves: it must outlive a power cut. */
async function save(path: string, entry: Entry): Promise<void> {
  await makeFolder(dirname(path), FOLDER_MODE);
  const aside = `${path}.tmp`;
  const file = await open(aside, 'w', FILE_MODE);
  try {
    await file.writeFile(`${JSON.stringify(entry)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
  await storeName(join(path, '..'));
}

/** The new name is stored with its folder; Windows opens no folders, and stores names by itself. */
async function storeName(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => null);
  await opened?.sync().catch(() => {});
  await opened?.close();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
