import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Image } from '#contract/image.ts';
import type { Plan, Receipt } from '#contract/job.ts';
import { cleanText, makeFailure } from '#engine/index.ts';
import { decisiveFailure, exitCodeOfReceipt } from '../exit-code.ts';
import { saveReceipt } from '../receipt-file.ts';
import type { Session } from '../session.ts';
import { en } from '../text/en.ts';
import { errorText } from '../text/error-text.ts';
import { resultLines } from '../text/result-lines.ts';
import { usageError } from '../usage-error.ts';

export interface Finished {
  readonly plan: Plan;
  readonly receipt: Receipt;
  readonly receiptPath: string | null;
}

/** Exit code where all went well but the receipt could not be saved: space or rights of this computer. */
const EXIT_NOT_SAVED = 8;

/** Saves the receipt where asked for, tells how it went, and returns the exit code. */
export async function finishJob(session: Session, { plan, receipt, receiptPath }: Finished): Promise<number> {
  const { speaker } = session;
  const problem = receiptPath === null ? null : await trySave(receiptPath, receipt);
  speaker.line();
  speaker.lines(resultLines(receipt, plan, { paint: speaker.paint, columns: speaker.columns() }));
  const exitCode = exitCodeOfReceipt(receipt);
  const decisive = decisiveFailure(receipt);
  if (decisive !== null) {
    session.emit({ event: 'error', failure: decisive, text: errorText(decisive), exitCode });
  }
  if (receiptPath === null) return exitCode;
  if (problem === null) {
    speaker.line(`\n  ${en.receiptSaved(cleanText(receiptPath))}`);
    return exitCode;
  }
  speaker.line(`\n${speaker.paint('red', `✗ ${en.receiptNotSaved(cleanText(receiptPath))}`)}`);
  const failure = makeFailure(
    'USAGE',
    { problem: 'receipt-not-writable', value: receiptPath },
    {
      where: { process: 'host', operation: 'cli.receipt' },
      message: `Cannot save the receipt to "${receiptPath}"`,
      cause: problem,
      nothingWritten: false,
    },
  );
  session.emit({ event: 'error', failure, text: errorText(failure), exitCode: EXIT_NOT_SAVED });
  return exitCode <= 1 ? EXIT_NOT_SAVED : exitCode;
}

async function trySave(receiptPath: string, receipt: Receipt): Promise<unknown> {
  try {
    await saveReceipt(receiptPath, receipt);
    return null;
  } catch (error) {
    return error;
  }
}

/** A receipt must not replace the image or a practice drive. Throws USAGE. */
export async function refuseUsedReceipt(
  receiptPath: string | null,
  image: Image,
  files: readonly string[],
): Promise<void> {
  if (receiptPath === null) return;
  const full = path.resolve(receiptPath);
  const folder = await realpath(path.dirname(full)).catch(() => path.dirname(full));
  const real = path.join(folder, path.basename(full));
  if (real === image.path || files.includes(real)) throw usageError('receipt-is-used', receiptPath);
}
