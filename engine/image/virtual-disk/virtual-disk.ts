import type { DiskFile } from './disk-file.ts';

/** Where the bytes of a disk from one place on lie, up to the end of one block of its file at most. */
export type DiskRun =
  | { readonly kind: 'zeros'; readonly lengthBytes: number }
  | {
      readonly kind: 'stored';
      /** In the file. */
      readonly atBytes: number;
      readonly lengthBytes: number;
      /** No other place of the disk may lie there. */
      readonly isOwned: boolean;
    }
  | {
      readonly kind: 'packed';
      readonly atBytes: number;
      readonly lengthBytes: number;
      /** Of the unpacked block before the wanted place. */
      readonly skipBytes: number;
      /** The whole block, `skipBytes + lengthBytes` bytes or more. */
      unpack(): Promise<Buffer>;
    };

/** A disk kept in blocks inside a file. Failures of its methods are those that `DiskFile` makes. */
export interface VirtualDisk {
  readonly file: DiskFile;
  /** As a computer sees it. */
  readonly sizeBytes: number;
  /** What one entry of its tables stands for: blocks that do not overlap begin at least so far apart. */
  readonly blockBytes: number;
  /** `offsetBytes` lies inside the disk; the run has one byte or more and ends inside it. */
  runAt(offsetBytes: number): Promise<DiskRun>;
}

/** The largest disk of any of these formats (VHDX); what says it is larger is damaged. */
const DISK_MAX_BYTES = 64 * 1024 ** 4;
/** Longest block that is unpacked in memory: the largest cluster of qcow2. */
export const PACKED_BLOCK_MAX_BYTES = 2 * 1024 * 1024;

/** The size of a disk as a number; damage where there can be no such disk. */
export function diskSize(file: DiskFile, sizeBytes: bigint): number {
  if (sizeBytes > BigInt(DISK_MAX_BYTES)) throw file.damaged(`a disk of ${sizeBytes} bytes`);
  if (sizeBytes === 0n) throw file.empty();
  return Number(sizeBytes);
}
