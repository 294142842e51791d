import type { DriveIdentity } from '#contract/drive.ts';

/** Begins the `backing` of a loop device whose file could not be looked at, for want of rights or because it is deleted. */
export const UNSEEN_BACKING = 'gone:';

/**
 * Names of the fields in which two identities differ, in the order of the schema; empty means the same drive.
 *
 * A backing file that only one side could look at (a user and root see different folders) is left to `diskSeq`, which
 * changes with every attachment.
 */
export function changedFields(a: DriveIdentity, b: DriveIdentity): string[] {
  const changes: Readonly<Record<keyof DriveIdentity, boolean>> = {
    devicePath: a.devicePath !== b.devicePath,
    bus: a.bus !== b.bus,
    vendor: a.vendor !== b.vendor,
    model: a.model !== b.model,
    serial: a.serial !== b.serial,
    wwn: a.wwn !== b.wwn,
    sizeBytes: a.sizeBytes !== b.sizeBytes,
    portPath: a.portPath !== b.portPath,
    diskSeq: a.diskSeq !== b.diskSeq,
    backing: a.backing !== b.backing && !isLeftToDiskSeq(a, b),
  };
  return Object.entries(changes)
    .filter(([, isChanged]) => isChanged)
    .map(([field]) => field);
}

function isLeftToDiskSeq(a: DriveIdentity, b: DriveIdentity): boolean {
  const isUnseen = [a, b].some(({ backing }) => backing?.startsWith(UNSEEN_BACKING) === true);
  return isUnseen && a.diskSeq !== null && a.diskSeq === b.diskSeq;
}
