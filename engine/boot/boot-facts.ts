import type { Boot, Loader } from '#contract/boot.ts';
import type { Product } from '#contract/system.ts';
import type { GptTables } from '../partition/read-gpt-tables.ts';
import type { Mbr } from '../partition/mbr.ts';
import type { BootSector } from './boot-sector.ts';
import type { ElTorito } from './el-torito.ts';
import type { VolumeLook } from './find-loaders.ts';

/** Everything read from the bytes, before it is judged. */
export interface BootFacts {
  readonly isDisc: boolean;
  /** What the image was recognised as. */
  readonly product: Product | null;
  readonly mbr: Mbr | null;
  readonly gpt: GptTables;
  /** Firmware takes a GPT only with a protective entry in the MBR. */
  readonly isGptUsed: boolean;
  readonly hasApm: boolean;
  readonly elTorito: ElTorito | null;
  readonly firstSector: BootSector;
  /** What the first sector hands over to, where that was looked at. */
  readonly handover: Handover;
  /** Places UEFI uses on a USB drive. */
  readonly volumes: readonly VolumeLook[];
  /** Places UEFI uses on an optical disc. */
  readonly discVolumes: readonly VolumeLook[];
  /** Sectors the MBR counts in, by what lies at its places. */
  readonly mbrSectorBytes: 512 | 4096;
}

/** What is there where the boot code goes on. */
export type Handover =
  | 'none'
  | 'right'
  | 'wrong'
  | 'no-active-partition'
  | 'says-not-bootable'
  | 'unknown-code'
  | 'out-of-reach';

export function loadersOf(looks: readonly VolumeLook[]): readonly Loader[] {
  return looks.flatMap(({ loaders }) => loaders);
}

export type Verdicts = Boot['starts'];
