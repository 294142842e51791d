import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { z } from '#contract/zod.ts';
import { readJson, writeJson } from '../session/json-file.ts';
import type { RemoteFacts } from './open-remote.ts';

/** What is known of an incomplete file, beside it: `<name>.part` and `<name>.part.json`. */
const journalSchema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 of the address without user-info and query: tells which file it is without telling a key. */
  addressSha256: z.string(),
  validator: z.string().nullable(),
  sizeBytes: z.number().int().nonnegative(),
  /** So many bytes at the start of the file are surely on the disk. */
  doneBytes: z.number().int().nonnegative(),
  /** Process that is at work on it. */
  pid: z.number().int(),
});
export type Journal = Readonly<z.infer<typeof journalSchema>>;

export function journalPath(partPath: string): string {
  return `${partPath}.json`;
}

/** The journal of an incomplete file; null where there is none or it is damaged. */
export async function readJournal(partPath: string): Promise<Journal | null> {
  const parsed = journalSchema.safeParse(await readJson(journalPath(partPath)).catch(() => null));
  return parsed.success ? parsed.data : null;
}

export async function writeJournal(partPath: string, journal: Journal): Promise<void> {
  await writeJson(journalPath(partPath), journal);
}

export async function removeJournal(partPath: string): Promise<void> {
  await rm(journalPath(partPath), { force: true });
}

/** How far an earlier download of this very file came, or 0. */
export function resumableBytes(journal: Journal | null, url: URL, facts: RemoteFacts): number {
  if (journal === null || !facts.canResume) return 0;
  const isSame =
    journal.addressSha256 === addressSha256(url) &&
    journal.validator === facts.validator &&
    journal.sizeBytes === facts.sizeBytes;
  return isSame ? Math.min(journal.doneBytes, journal.sizeBytes) : 0;
}

export function addressSha256(url: URL): string {
  return createHash('sha256').update(`${url.origin}${url.pathname}`).digest('hex');
}
