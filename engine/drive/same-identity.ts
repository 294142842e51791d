import type { DriveIdentity } from '#contract/drive.ts';

/** Names of the fields in which two identities differ, in the order of the schema; empty means the same drive. */
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
    backing: a.backing !== b.backing,
  };
  return Object.entries(changes)
    .filter(([, isChanged]) => isChanged)
    .map(([field]) => field);
}
