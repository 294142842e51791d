import { access, constants, lstat, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Receipt } from '#contract/job.ts';
import { usageError } from './usage-error.ts';

/**
 * Finds out before anything is written whether a receipt can be saved there. Throws USAGE if its folder is missing or
 * not writable, or if the path is something else than a plain file: it would be replaced by the receipt.
 */
export async function checkReceiptPath(receiptPath: string): Promise<void> {
  const full = path.resolve(receiptPath);
  const folder = path.dirname(full);
  const folderFacts = await factsOf(folder, 'stat');
  if (folderFacts === null || !folderFacts.isDirectory()) throw usageError('receipt-folder', receiptPath);
  const facts = await factsOf(full, 'lstat');
  // also for links: the name would be replaced, not what it points to
  if (facts !== null && !facts.isFile()) throw usageError('receipt-not-a-file', receiptPath);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    throw usageError('receipt-not-writable', receiptPath);
  }
}

/** Saves the receipt whole or not at all: written aside, then renamed. Throws the system's error. */
export async function saveReceipt(receiptPath: string, receipt: Receipt): Promise<void> {
  const full = path.resolve(receiptPath);
  const aside = path.join(path.dirname(full), `.${path.basename(full).slice(0, 100)}.${process.pid}.tmp`);
  try {
    await writeFile(aside, `${JSON.stringify(receipt, null, 2)}\n`, { flag: 'wx', flush: true });
    await rename(aside, full);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function factsOf(file: string, how: 'stat' | 'lstat') {
  try {
    return how === 'lstat' ? await lstat(file) : await stat(file);
  } catch {
    return null;
  }
}
