import type { Protection } from '#contract/drive.ts';
import type { ProtectionCode } from '#contract/errors.ts';
import { type DriveUse, isVirtualBus } from './drive-use.ts';

/** Above this a drive is usually a backup disk (ux.md 4.3): the common sticks end at 1 TB, with 2 TB the largest. */
const HUGE_BYTES = 2e12;
const DECIMAL = /^\d+$/;

export interface ProtectionContext {
  /** The chosen image on its own disk; `device` is `st_dev` in decimal. */
  readonly imageFile: { readonly device: string; readonly inode: string } | null;
  /** The program's own files, likewise. */
  readonly ownFiles: readonly { readonly device: string; readonly inode: string }[];
  /** Bytes the image needs; null where not known yet. */
  readonly neededBytes: number | null;
  /** The user asked for virtual drives. */
  readonly isVirtualAllowed: boolean;
}

/**
 * Every reason why a drive may not be written, hardest first; empty means that it may. Reasons with `canUnlock` come
 * last and may be lifted once with the drive's code. A rule that cannot be decided refuses.
 *
 * Source: ux.md 4.3.
 */
export function protections(use: DriveUse, context: ProtectionContext): readonly Protection[] {
  const isVirtual = isVirtualBus(use.bus);
  const isDrive = use.kind === 'drive';
  const missingBytes = (context.neededBytes ?? 0) - use.sizeBytes;
  const system = use.mountPoints.find(isSystemPath) ?? (use.holdsRoot ? '/' : undefined);
  const image = context.imageFile;
  const locked: readonly (Protection | null)[] = [
    system === undefined ? null : never('system', system),
    use.swaps[0] === undefined ? null : never('swap', use.swaps[0]),
    use.pools[0] === undefined ? null : never('pool-member', use.pools.join(', ')),
    image !== null && carries(use, image) ? never('source') : null,
    context.ownFiles.some((file) => carries(use, file)) ? never('own-data') : null,
    use.kind === 'partition' ? never('partition') : null,
    use.kind === 'other' ? never('not-a-drive') : null,
    use.bus === 'loop' && !context.isVirtualAllowed ? never('virtual') : null,
    use.isReadOnly ? never('read-only') : null,
    use.hasMedium ? null : never('no-medium'),
    isDrive && use.hasMedium && missingBytes > 0 ? never('too-small', String(missingBytes)) : null,
    isDrive && !isVirtual && !use.isRemovable ? once('internal') : null,
    isDrive && !isVirtual && use.sizeBytes > HUGE_BYTES ? once('huge') : null,
  ];
  return locked.filter((protection) => protection !== null);
}

function never(code: ProtectionCode, detail = ''): Protection {
  return { code, detail, canUnlock: false };
}

function once(code: ProtectionCode): Protection {
  return { code, detail: '', canUnlock: true };
}

/** Folders without which the running system does not work, live systems' media included. */
const SYSTEM_PATHS: readonly RegExp[] = [
  /^\/$/,
  /^\/(boot|efi|usr|etc|nix|bin|sbin|lib(32|64|x32)?)(\/|$)/,
  /^\/(var|home|opt|srv|root|tmp|cdrom|rofs|isodevice|sysroot)$/,
  /^\/(var\/)?home\/[^/]+$/,
  /^\/var\/(lib|log|cache|tmp|spool|opt|swap)(\/|$)/,
  /^\/run\/(live|initramfs|archiso|rootfsbase|miso)(\/|$)/,
];

function isSystemPath(mountPoint: string): boolean {
  return SYSTEM_PATHS.some((pattern) => pattern.test(mountPoint));
}

/** True if the file is on one of the drive's volumes, or is the file that a virtual drive consists of. */
function carries(use: DriveUse, file: { device: string; inode: string }): boolean {
  if (use.backing === `${file.device}:${file.inode}`) return true;
  if (use.devices.includes(file.device)) return true;
  // A subvolume of btrfs has a device number that no table lists: it can be on any btrfs.
  return use.hasUnlistedDevices && isAnonymous(file.device) && !use.otherDevices.includes(file.device);
}

/** Linux gives major number 0 to file systems without a device of their own (glibc makedev: bits 8-19, 32-63). */
function isAnonymous(device: string): boolean {
  if (!DECIMAL.test(device)) return true;
  const number = BigInt(device);
  return ((number >> 8n) & 0xfffn) === 0n && number >> 32n === 0n;
}
