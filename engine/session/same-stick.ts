import type { Drive, DriveIdentity } from '#contract/drive.ts';

/**
 * The drive of `drives` that is the same stick as `wanted`, plugged in again: same maker, model, serial and size; port,
 * node and attachment may differ. Without a serial number nothing is the same. null when there is none, or more than one.
 */
export function sameStick(wanted: DriveIdentity, drives: readonly Drive[]): Drive | null {
  if (wanted.serial === null && wanted.wwn === null) return null;
  const same = drives.filter(
    ({ identity }) =>
      identity.serial === wanted.serial &&
      identity.wwn === wanted.wwn &&
      identity.vendor === wanted.vendor &&
      identity.model === wanted.model &&
      identity.sizeBytes === wanted.sizeBytes,
  );
  return same.length === 1 ? (same[0] ?? null) : null;
}
