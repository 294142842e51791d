import { rm } from 'node:fs/promises';
import type { Drive } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import type { Plan, Receipt } from '#contract/job.ts';
import type { Expected } from '#contract/trust.ts';
import { fail, refuseNotRaw } from '#engine/index.ts';
import type { FoundDrive } from '../drives/find-drives.ts';
import { runJob } from '../job/run-job.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { driveName } from '../text/drive-text.ts';
import { en } from '../text/en.ts';
import { sizeText } from '../text/format.ts';
import { reviewLines } from '../text/review-lines.ts';
import { confirm, matchCodes, notConfirmed } from './confirm.ts';

export interface WriteRequest {
  readonly image: Image;
  readonly found: readonly FoundDrive[];
  readonly verify: boolean;
  readonly eject: boolean;
  /** What the image must be; null: nothing to compare with. */
  readonly check: Expected | null;
  /** The question is not asked; risky drives still need their codes. */
  readonly isSure: boolean;
  readonly codes: readonly string[];
  /** A raw copy also of an image that needs another method. */
  readonly isRawAllowed: boolean;
  /** Go on where an earlier try was cut short; a drive that has none is written from the start. */
  readonly isContinued?: boolean;
}

/**
 * The way from chosen drives to a receipt: refuse what must be refused, show what will be lost, ask, make practice drives,
 * then carry out exactly the plan that was shown. A practice drive made here goes away again if nothing was written to it.
 */
export async function writeDrives(session: Session, request: WriteRequest): Promise<{ plan: Plan; receipt: Receipt }> {
  const { engine, io, speaker } = session;
  const { image, found, isSure } = request;
  const drives = found.flatMap((one) => ('drive' in one ? [one.drive] : []));
  const newFiles = found.flatMap((one) => ('newFile' in one ? [one.newFile] : []));
  const continued =
    request.isContinued === true ? await engine.continuations(image, drives) : new Map<string, number>();
  const planFor = (all: readonly Drive[], typed: ReadonlyMap<string, string>) =>
    engine.makePlan({
      mode: 'write',
      image,
      drives: all,
      verify: request.verify,
      eject: request.eject,
      expectedSha256: null,
      check: request.check,
      codes: typed,
      isRawAllowed: request.isRawAllowed,
      continued,
    });

  const given = matchCodes(drives, request.codes);
  // refusals come before any question; codes that a person can still type count as typed here
  const codesToCome = isSure ? given : new Map(drives.map(({ id, code }) => [id, code]));
  if (drives.length > 0) planFor(drives, codesToCome);
  if (!request.isRawAllowed) refuseNotRaw(image);
  for (const file of newFiles) refuseSmallFile(file, image);

  speaker.lines(
    reviewLines(
      { mode: 'write', newFiles, drives, ...reviewOf(request) },
      { paint: speaker.paint, columns: speaker.columns() },
    ),
  );
  if (request.isContinued === true) {
    speaker.line();
    for (const drive of drives) speaker.line(`   ${continueText(drive, continued.get(drive.id) ?? 0)}`);
  }
  if (!isSure && !io.canAsk) throw notConfirmed();
  const codes = isSure ? given : await confirm(session, { drives, codes: given });
  speaker.line();

  const made: string[] = [];
  const touched = new Set<string>();
  try {
    for (const { path, sizeBytes } of newFiles) {
      await engine.createPracticeDrive(path, sizeBytes);
      made.push(path);
    }
    const practice = made.length === 0 ? [] : await listFiles(session, { made, image });
    const plan = planFor(inOrder(found, practice), codes);
    const receipt = await runJob(session, plan);
    for (const { devicePath, isTouched } of receipt.drives) if (isTouched) touched.add(devicePath);
    return { plan, receipt };
  } finally {
    for (const path of made) if (!touched.has(path)) await rm(path, { force: true });
  }
}

function continueText(drive: Drive, fromBytes: number): string {
  return fromBytes > 0 ? en.continues(driveName(drive), sizeText(fromBytes)) : en.continuesNothing(driveName(drive));
}

function reviewOf({ image, verify, check }: WriteRequest) {
  return { image, verify, check };
}

async function listFiles(session: Session, { made, image }: { made: readonly string[]; image: Image }) {
  const query = { virtual: true, all: false, files: made, image };
  return await untilInterrupted(session.engine.listDrives(query), session.interruption);
}

/** Drives in the order they were named, with the new practice drives in their places. */
function inOrder(found: readonly FoundDrive[], practice: readonly Drive[]): readonly Drive[] {
  return found.map((one) => {
    if ('drive' in one) return one.drive;
    const { path } = one.newFile;
    const drive = practice.find(({ identity }) => identity.devicePath === path);
    if (drive !== undefined) return drive;
    throw fail(
      'DRIVE_NOT_FOUND',
      { drive: path },
      { where, message: `The new practice drive "${path}" is not listed` },
    );
  });
}

const where = { process: 'host', operation: 'cli.write' } as const;

function refuseSmallFile({ path, sizeBytes }: { path: string; sizeBytes: number }, image: Image): void {
  if (image.sizeBytes === null || image.sizeBytes <= sizeBytes) return;
  throw fail(
    'DRIVE_TOO_SMALL',
    { drive: path, neededBytes: image.sizeBytes, driveBytes: sizeBytes },
    { where, message: `A practice drive of ${sizeBytes} bytes is too small for ${image.sizeBytes}` },
  );
}
