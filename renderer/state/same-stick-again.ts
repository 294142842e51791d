import type { Drive } from '#contract/drive.ts';
import type { DriveResult } from '#contract/job.ts';

/** The same stick among what is plugged in now, in any port; null where it is not there, or cannot be told from another. */
export function sameStickAgain({ identity }: Drive, drives: readonly Drive[]): Drive | null {
  const same = drives.filter(
    ({ hasMedium, identity: now }) =>
      hasMedium &&
      now.serial === identity.serial &&
      now.vendor === identity.vendor &&
      now.model === identity.model &&
      now.sizeBytes === identity.sizeBytes,
  );
  return identity.serial !== null && same.length === 1 ? (same[0] ?? null) : null;
}

/** Characters of a serial number that a receipt keeps. */
const SHOWN = 4;

/** The drives plugged in now that can be one of a receipt's: same size and same end of the serial number. */
export function drivesOfReceipt(results: readonly DriveResult[], drives: readonly Drive[]): readonly Drive[] {
  return drives.filter(({ identity: { serial, sizeBytes } }) =>
    results.some(
      ({ maskedSerial, driveSizeBytes }) =>
        serial !== null &&
        maskedSerial !== null &&
        driveSizeBytes === sizeBytes &&
        maskedSerial.length === serial.length &&
        maskedSerial.slice(-SHOWN) === serial.slice(-SHOWN),
    ),
  );
}
