import type { Boot, BootVerdict } from '#contract/boot.ts';
import type { Drive } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import type { Receipt } from '#contract/job.ts';
import type { WrittenRecord } from '#contract/record.ts';
import { maskSerial } from './mask-serial.ts';

const UNKNOWN: BootVerdict = { answer: 'unknown', reason: 'out-of-reach' };
/** A receipt keeps nothing of this. */
const NO_BOOT: Boot = {
  starts: { bios: UNKNOWN, 'uefi-x64': UNKNOWN, 'uefi-arm64': UNKNOWN, 'uefi-ia32': UNKNOWN },
  secureBoot: { answer: 'unknown', reason: 'out-of-reach' },
  writeMode: { mode: 'raw', why: 'no-table' },
  tables: [],
  sectorSizeBytes: null,
  isHybridMbr: false,
  bootCode: null,
  elTorito: [],
  loaders: [],
};

/** What a receipt says of the bytes on its drives; null where the job ended before that was known. */
export function recordOfReceipt({ jobId, image, blocks }: Receipt): WrittenRecord | null {
  const { sizeBytes, sha256 } = image;
  return sizeBytes === null || sizeBytes === 0 || sha256 === null ? null : { jobId, sizeBytes, sha256, blocks };
}

/** The image of a receipt, as far as it can be shown; the file itself may be gone and is never opened. */
export function imageOfReceipt({ image }: Receipt): Image {
  return {
    path: image.path,
    name: image.name,
    file: { device: '', inode: '', sizeBytes: image.fileSizeBytes, modifiedNs: '0' },
    layers: [],
    entryName: image.entryName,
    sizeBytes: image.sizeBytes,
    content: 'unknown',
    partitionTable: 'none',
    isHybrid: false,
    volumeLabel: null,
    system: image.system,
    warnings: [],
    boot: NO_BOOT,
  };
}

/**
 * The drives that can be one of the receipt's: same size, and same end of the serial number as far as the receipt has one. A
 * drive whose serial is not known is none. For telling them apart only; what is on them decides.
 */
export function drivesOfReceipt(receipt: Receipt, drives: readonly Drive[]): readonly Drive[] {
  return drives.filter(({ identity }) =>
    receipt.drives.some(
      ({ maskedSerial, driveSizeBytes }) =>
        maskedSerial !== null && driveSizeBytes === identity.sizeBytes && maskedSerial === maskSerial(identity.serial),
    ),
  );
}
