import type { Drive } from '#contract/drive.ts';
import { cleanText, fail, needsCode } from '#engine/index.ts';
import type { Session } from '../session.ts';
import { wrapIndented } from '../text/display-width.ts';
import { driveName, riskWords } from '../text/drive-text.ts';
import { en, joined } from '../text/en.ts';

export interface Confirmation {
  /** Drives that exist and will be erased. */
  readonly drives: readonly Drive[];
  /** By drive id: codes that were already given on the command line. */
  readonly codes: ReadonlyMap<string, string>;
}

const YES = ['yes', 'y', 'はい'];

/**
 * Asks the person at the terminal, after what will be lost has been shown, without a time limit. Returns the codes by
 * drive id. Throws NOT_CONFIRMED for anything but a clear yes, or a wrong code; CancelledError for Ctrl-C.
 */
export async function confirm(session: Session, { drives, codes }: Confirmation): Promise<ReadonlyMap<string, string>> {
  const { ask, speaker } = session;
  const confirmed = new Map(codes);
  const risky = drives.filter((drive) => needsCode(drive) && !codes.has(drive.id));
  const others = drives.filter((drive) => !risky.includes(drive));

  speaker.line();
  if (others.length > 0 || risky.length === 0) {
    const question = others.length === 0 ? en.askYesPractice : en.askYes(namesText(others));
    const answer = normal(await ask(speaker.paint('bold', question)));
    if (!YES.includes(answer.toLowerCase())) throw notConfirmed();
  }
  for (const drive of risky) {
    const why = en.askCode(en.askCodeRisk(riskWords(drive)));
    speaker.lines(wrapIndented(`${driveName(drive)}: ${why}`, speaker.columns(), ''));
    const answer = normal(await ask(speaker.paint('bold', en.askCodePrompt(drive.code))));
    if (answer.toUpperCase() !== drive.code) {
      if (answer !== '') speaker.line(en.wrongCode);
      throw notConfirmed();
    }
    confirmed.set(drive.id, answer);
  }
  return confirmed;
}

/** The failure for a run without a clear yes. */
export function notConfirmed() {
  return fail('NOT_CONFIRMED', {}, { where: { process: 'host', operation: 'cli.confirm' }, message: 'Not confirmed' });
}

/** Codes from the command line, matched to the drives they belong to. */
export function matchCodes(drives: readonly Drive[], given: readonly string[]): Map<string, string> {
  const typed = given.map((code) => normal(code).toUpperCase());
  return new Map(drives.filter(({ code }) => typed.includes(code)).map(({ id, code }) => [id, code]));
}

/** Full-width letters of an input method count as the plain ones. */
function normal(answer: string): string {
  return answer.normalize('NFKC').trim();
}

function namesText(drives: readonly Drive[]): string {
  return drives.length <= 2 ? joined(drives.map((drive) => cleanText(drive.name))) : en.drives(drives.length);
}
