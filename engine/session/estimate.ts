import type { Drive } from '#contract/drive.ts';
import type { DriveResult, Receipt } from '#contract/job.ts';
import type { PlanEstimate } from '#contract/session.ts';
import { maskSerial } from '../receipt/mask-serial.ts';

interface Speeds {
  readonly writeBytesPerSec: number;
  readonly verifyBytesPerSec: number;
  readonly isMeasured: boolean;
}

const MB = 1e6;
/** What ordinary sticks and cards do on such a link; no promise. */
const USB2: Speeds = { writeBytesPerSec: 12 * MB, verifyBytesPerSec: 30 * MB, isMeasured: false };
const USB3: Speeds = { writeBytesPerSec: 40 * MB, verifyBytesPerSec: 120 * MB, isMeasured: false };
const VIRTUAL: Speeds = { writeBytesPerSec: 500 * MB, verifyBytesPerSec: 1000 * MB, isMeasured: false };
const USB2_MBPS = 480;

/**
 * How long writing and reading back `neededBytes` will take on the slowest drive: from the newest receipt of the same
 * stick, else from what is usual on its link. Drives run side by side. null where the size is not known. Pure.
 */
export function estimatePlan(
  drives: readonly Drive[],
  neededBytes: number | null,
  receipts: readonly Receipt[],
): PlanEstimate | null {
  if (neededBytes === null) return null;
  const speeds = drives.map((drive) => measured(drive, receipts) ?? typical(drive));
  const slowest = (key: 'writeBytesPerSec' | 'verifyBytesPerSec') =>
    Math.round(Math.max(...speeds.map((speed) => (neededBytes / speed[key]) * 1000)));
  return {
    writeMs: slowest('writeBytesPerSec'),
    verifyMs: slowest('verifyBytesPerSec'),
    basis: speeds.every(({ isMeasured }) => isMeasured) ? 'measured' : 'typical',
  };
}

function measured(drive: Drive, receipts: readonly Receipt[]): Speeds | null {
  const { serial, sizeBytes } = drive.identity;
  if (serial === null) return null;
  const masked = maskSerial(serial);
  const isSame = (result: DriveResult) =>
    result.maskedSerial === masked && result.name === drive.name && result.driveSizeBytes === sizeBytes;
  for (const { drives } of receipts) {
    const result = drives.find(isSame);
    if (result === undefined || result.writeBytesPerSec <= 0 || result.verifyBytesPerSec <= 0) continue;
    const { writeBytesPerSec, verifyBytesPerSec } = result;
    return { writeBytesPerSec, verifyBytesPerSec, isMeasured: true };
  }
  return null;
}

function typical(drive: Drive): Speeds {
  if (drive.isVirtual) return VIRTUAL;
  return drive.usbMbps !== null && drive.usbMbps <= USB2_MBPS ? USB2 : USB3;
}
