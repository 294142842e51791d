import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Receipt, receiptSchema } from '#contract/job.ts';
import { osCodeOf } from '../errors/app-error.ts';
import { readJson, writeJson } from './json-file.ts';

/** Job ids are UUIDs; anything else can name no file. */
const JOB_ID = /^[A-Za-z0-9-]{1,64}$/;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Files opened at the same time. */
const AT_ONCE = 32;

/** Receipts of finished jobs, one file each in `<folder>/<job id>.json`. Files that are no receipts are left alone. */
export class ReceiptsStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(receipt: Receipt): Promise<void> {
    await writeJson(this.#path(receipt.jobId), receipt);
  }

  async get(jobId: string): Promise<Receipt | null> {
    if (!JOB_ID.test(jobId)) return null;
    const parsed = receiptSchema.safeParse(await readJson(this.#path(jobId)));
    return parsed.success ? parsed.data : null;
  }

  /** Newest first. */
  async all(): Promise<readonly Receipt[]> {
    const ids = await this.#ids();
    const found: Receipt[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const some = await Promise.all(ids.slice(start, start + AT_ONCE).map((id) => this.get(id)));
      found.push(...some.filter((receipt) => receipt !== null));
    }
    return found.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  }

  async delete(jobIds: readonly string[]): Promise<void> {
    for (const jobId of jobIds) {
      if (JOB_ID.test(jobId)) await rm(this.#path(jobId), { force: true });
    }
  }

  /** Deletes what ended more than `days` days before `now`. The number of those deleted. */
  async dropOlderThan(days: number, now: Date): Promise<number> {
    const limit = new Date(now.getTime() - days * DAY_MS).toISOString();
    const old = (await this.all()).filter(({ endedAt }) => endedAt < limit).map(({ jobId }) => jobId);
    await this.delete(old);
    return old.length;
  }

  #path(jobId: string): string {
    return join(this.#folder, `${jobId}.json`);
  }

  async #ids(): Promise<readonly string[]> {
    try {
      const names = await readdir(this.#folder);
      return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    } catch (cause) {
      if (osCodeOf(cause) === 'ENOENT') return [];
      throw cause;
    }
  }
}
