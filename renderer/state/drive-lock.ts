import type { Drive } from '#contract/drive.ts';

/** True while the drive cannot be ticked: a protection is left that was not lifted by its code. */
export function isLockedDrive(drive: Drive, unlocked: Readonly<Record<string, string>>): boolean {
  if (drive.protections.length === 0) return false;
  return !(canUnlockDrive(drive) && drive.id in unlocked);
}

/** True where every reason that locks the drive may be lifted once. */
export function canUnlockDrive(drive: Drive): boolean {
  return drive.protections.length > 0 && drive.protections.every(({ canUnlock }) => canUnlock);
}

/** True if a typed code is the drive's: case, full-width letters and blanks around it do not matter. */
export function isRightCode(typed: string, code: string): boolean {
  return typed.normalize('NFKC').trim().toUpperCase() === code.toUpperCase();
}
