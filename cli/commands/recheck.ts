import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Drive } from '#contract/drive.ts';
import { type Receipt, receiptSchema } from '#contract/job.ts';
import { cleanText, drivesOfReceipt, fail, imageOfReceipt, recordOfReceipt } from '#engine/index.ts';
import type { RecheckCommand } from '../args.ts';
import { findDrives } from '../drives/find-drives.ts';
import { finishJob, refuseUsedReceipt } from '../job/finish-job.ts';
import { runJob } from '../job/run-job.ts';
import { checkReceiptPath } from '../receipt-file.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { en } from '../text/en.ts';
import { reviewLines } from '../text/review-lines.ts';
import { usageError } from '../usage-error.ts';

/** A receipt of the largest image is far smaller. */
const RECEIPT_MAX_BYTES = 8 * 1024 * 1024;

/**
 * `stickwright recheck RECEIPT [--on DRIVE]`: compares drives with a receipt alone; the image is not needed, and nothing is
 * written. Without `--on` it is the one attached drive whose size and serial number are in the receipt.
 */
export async function recheck(session: Session, command: RecheckCommand): Promise<number> {
  const { engine, interruption, emit, speaker } = session;
  const { receiptPath } = command;
  if (receiptPath !== null) await checkReceiptPath(receiptPath);
  const past = await readReceipt(command.recheckPath);
  const record = recordOfReceipt(past);
  if (record === null) throw usageError('receipt-without-digest', command.recheckPath);
  const image = imageOfReceipt(past);
  const drives = await untilInterrupted(findThem(session, command, past), interruption);
  for (const drive of drives) emit({ event: 'drive', drive });
  const files = drives.map(({ identity }) => identity.devicePath);
  await refuseUsedReceipt(receiptPath, image, [...files, path.resolve(command.recheckPath)]);
  const plan = engine.makePlan({
    mode: 'verify',
    image,
    record,
    drives,
    verify: true,
    eject: false,
    expectedSha256: null,
    codes: new Map(),
  });
  const facts = { mode: 'verify', image, drives, newFiles: [], verify: true, check: null } as const;
  speaker.lines([en.recheckOf(past.startedAt, cleanText(image.name))]);
  speaker.lines([...reviewLines(facts, { paint: speaker.paint, columns: speaker.columns(), isRecheck: true }), '']);
  const receipt = await runJob(session, plan);
  return await finishJob(session, { plan, receipt, receiptPath });
}

async function findThem(
  { engine }: Session,
  { drives: names, isVirtual }: RecheckCommand,
  past: Receipt,
): Promise<readonly Drive[]> {
  const image = imageOfReceipt(past);
  if (names.length > 0) {
    const request = { names, isVirtualAllowed: isVirtual, image, sizeBytes: null, mayCreate: false };
    return (await findDrives(engine, request)).flatMap((one) => ('drive' in one ? [one.drive] : []));
  }
  const listed = await engine.listDrives({ virtual: isVirtual, all: false, image: null });
  const found = drivesOfReceipt(past, listed);
  if (found.length > 1) throw usageError('which-drive', found.map(({ identity }) => identity.devicePath).join(', '));
  if (found.length === 1) return found;
  const drive = past.drives.map(({ name, maskedSerial }) => cleanText(`${name} ${maskedSerial ?? ''}`)).join(', ');
  const where = { process: 'host', operation: 'cli.recheck' } as const;
  throw fail('DRIVE_NOT_FOUND', { drive }, { where, message: `No attached drive is one of the receipt: ${drive}` });
}

async function readReceipt(file: string): Promise<Receipt> {
  const text = await readFile(path.resolve(file), 'utf8').catch(() => {
    throw usageError('receipt-unreadable', file);
  });
  const parsed = text.length > RECEIPT_MAX_BYTES ? null : receiptSchema.safeParse(parseJson(text));
  if (parsed?.success !== true) throw usageError('not-a-receipt', file);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
