import type { Drive } from '#contract/drive.ts';
import { changedFields } from '../drive/same-identity.ts';

/**
 * True while every planned drive is still there and Review still tells the truth about it: same identity, same volumes,
 * same locks and risks. Being mounted or not, and how full a volume is, may change. Pure.
 */
export function isStillTrue(planned: readonly Drive[], listed: readonly Drive[]): boolean {
  return planned.every((drive) => {
    const now = listed.find(({ id }) => id === drive.id);
    return now !== undefined && changedFields(drive.identity, now.identity).length === 0 && told(drive) === told(now);
  });
}

/** What Review says of a drive, as text to compare. */
function told(drive: Drive): string {
  const volumes = drive.partitions.map(({ number, sizeBytes, label, fileSystem }) => [
    number,
    sizeBytes,
    label,
    fileSystem,
  ]);
  return JSON.stringify([volumes, drive.protections.map(({ code }) => code), drive.risks]);
}
