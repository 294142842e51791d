import type { WimImage } from './wim.ts';

/** What was read of a volume for the rules; looking at it touches no disk. Paths are lower-case and absolute. */
export interface DiscFacts {
  /** Of the volume; '' where it has none. */
  readonly label: string;
  /** Paths of the rules that are there, files and folders. */
  readonly paths: ReadonlySet<string>;
  /** Of the root folder, files and folders, lower-case. */
  readonly names: ReadonlySet<string>;
  /** Beginning of the text files of the rules that are there, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Images inside the WIM files of the rules that are there, by path. */
  readonly wims: ReadonlyMap<string, readonly WimImage[]>;
}

/** What a family of systems wants to know of a volume; all of it is read before any rule is asked. */
export interface Wanted {
  readonly paths?: readonly string[];
  readonly texts?: readonly string[];
  readonly wims?: readonly string[];
}

/** EFI programs a firmware starts by itself. Source: UEFI 2.10 §3.5.1.1. Every family may ask for them. */
export const EFI_PATHS = {
  'x86-64': '/efi/boot/bootx64.efi',
  arm64: '/efi/boot/bootaa64.efi',
  x86: '/efi/boot/bootia32.efi',
  riscv64: '/efi/boot/bootriscv64.efi',
} as const;
