import { randomUUID } from 'node:crypto';
import type { Drive, Protection } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import type { Plan } from '#contract/job.ts';
import type { Expected } from '#contract/trust.ts';
import type { PlanRequest } from '../ports.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { fail } from '../errors/app-error.ts';

const where = { process: 'host', operation: 'make-plan' } as const;

/**
 * The plan that a job carries out, or the first refusal as a thrown failure: IMAGE_NOT_RAW_WRITABLE, DRIVE_CHANGED, DRIVE_PROTECTED,
 * DRIVE_TOO_SMALL, DRIVE_READ_ONLY, DRIVE_NEEDS_CODE. Pure but for the job's id. The worker checks the same again.
 */
export function makePlan(request: PlanRequest): Plan {
  const { image, drives, mode } = request;
  if (drives.length === 0) throw new RangeError('A plan needs at least one drive');
  if (mode === 'write' && request.isRawAllowed !== true) refuseNotRaw(image);
  const unlocked: string[] = [];
  for (const drive of drives) {
    refuseTooSmall(drive, image.sizeBytes);
    if (mode === 'write') {
      refuseProtected(drive);
      if (needsCode(drive)) refuseWithoutCode(drive, request.codes.get(drive.id));
      if (drive.protections.length > 0) unlocked.push(drive.id);
    }
  }
  const check = request.check ?? pasted(request.expectedSha256);
  return {
    jobId: randomUUID(),
    mode,
    image,
    drives,
    verify: request.verify || mode === 'verify',
    eject: request.eject,
    expectedSha256: check?.algorithm === 'sha256' ? check.digest : null,
    check,
    record: request.record ?? null,
    continued: drives.flatMap(({ id }) => {
      const fromBytes = mode === 'write' ? (request.continued?.get(id) ?? 0) : 0;
      return fromBytes > 0 ? [{ driveId: id, fromBytes }] : [];
    }),
    unlocked,
  };
}

function pasted(sha256: string | null): Expected | null {
  if (sha256 === null) return null;
  const digest = sha256.toLowerCase();
  return { algorithm: 'sha256', digest, from: 'pasted', fileName: null, signature: null, unknownKeys: [] };
}

/** True where the user must type the drive's code: it is risky, or locked by a rule that may be lifted. */
export function needsCode(drive: Drive): boolean {
  return drive.risks.length > 0 || drive.protections.some(({ canUnlock }) => canUnlock);
}

/** Also for hosts that want to tell it before drives are chosen. */
export function refuseNotRaw({ path, name, boot }: Image): void {
  const { writeMode } = boot;
  if (writeMode.mode === 'raw') return;
  const message = `Cannot write "${name}" as a raw copy: it is made for optical discs only`;
  throw fail('IMAGE_NOT_RAW_WRITABLE', { path, system: writeMode.system }, { where, message });
}

function refuseTooSmall(drive: Drive, neededBytes: number | null): void {
  const driveBytes = drive.identity.sizeBytes;
  if (neededBytes === null || neededBytes <= driveBytes) return;
  const label = driveLabel(drive.identity);
  throw fail(
    'DRIVE_TOO_SMALL',
    { drive: label, neededBytes, driveBytes },
    { where, message: `Cannot use "${label}": has ${driveBytes} bytes, needs ${neededBytes}` },
  );
}

function refuseProtected(drive: Drive): void {
  const hard: readonly Protection[] = drive.protections.filter(({ canUnlock }) => !canUnlock);
  const first = hard[0];
  if (first === undefined) return;
  const label = driveLabel(drive.identity);
  if (hard.length === 1 && first.code === 'read-only') {
    throw fail('DRIVE_READ_ONLY', { drive: label }, { where, message: `Cannot write to "${label}": it is read-only` });
  }
  throw fail(
    'DRIVE_PROTECTED',
    { drive: label, reasons: hard.map(({ code }) => code), detail: first.detail },
    { where, message: `Cannot write to "${label}": ${hard.map(({ code }) => code).join(', ')}` },
  );
}

function refuseWithoutCode(drive: Drive, typed: string | undefined): void {
  // NFKC: an input method may give full-width letters.
  if (typed?.normalize('NFKC').trim().toUpperCase() === drive.code) return;
  const label = driveLabel(drive.identity);
  throw fail(
    'DRIVE_NEEDS_CODE',
    { drive: label, code: drive.code },
    { where, message: `Cannot write to "${label}" without its code` },
  );
}
