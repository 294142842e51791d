import type { ReadSystem } from '#contract/contents.ts';

/** Why a volume, or something in it, cannot be read. Damage is normal input: it is told, never thrown. */
export const VOLUME_REASONS = [
  /** The bytes are no volume of this format. */
  'other-format',
  /** A field, a checksum or a place contradicts the format or lies outside the image. */
  'damaged',
  /** Correct, but in a way that is not read here. */
  'unsupported',
  /** No such file or folder. */
  'not-found',
  /** A file was wanted and a folder is there, or the other way round. */
  'other-kind',
  /** It lies where the image cannot be read without unpacking most of it. */
  'out-of-reach',
  /** More bytes, entries, parts or levels than anything that is meant to be read has. */
  'too-much',
] as const;
export type VolumeReason = (typeof VOLUME_REASONS)[number];

/** A value, or the reason there is none. */
export type Found<T> =
  | { readonly isFound: true; readonly value: T }
  | { readonly isFound: false; readonly reason: VolumeReason };

export interface VolumeEntry {
  /** As the volume has it, without ISO9660's version number; to be cleaned before it is shown. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Of a file; 0 for anything else. */
  readonly sizeBytes: number;
  /** Its size cannot be told; `sizeBytes` is 0. */
  readonly isDamaged?: true;
}

/** The beginning of a folder. */
export interface FolderStart {
  readonly entries: readonly VolumeEntry[];
  readonly hasMore: boolean;
}

export interface VolumeSpace {
  readonly totalBytes: number;
  /** null: to be known only by reading more than is worth it. */
  readonly usedBytes: number | null;
}

/** A read-only file system. Paths are absolute, parts divided by `/`; `/` is the root folder. */
export interface Volume {
  readonly format: ReadSystem;
  /** As the volume has it, blanks at the end removed; '' where it has none. */
  readonly label: string;
  /** The entries of a folder, in the order of the volume, at most FOLDER_ENTRIES_MAX. */
  list(path: string): Promise<Found<readonly VolumeEntry[]>>;
  /** The first `most` entries, also of a folder that is too large to be listed. */
  listFirst(path: string, most: number): Promise<Found<FolderStart>>;
  /** How large it is and how much of it is used. */
  space(): Promise<Found<VolumeSpace>>;
  /** A file or folder. A name that differs only in case is found where the exact one is not there. */
  find(path: string): Promise<Found<VolumeEntry>>;
  /** Up to `lengthBytes` bytes of a file from `offsetBytes` on; fewer at its end. `too-much` above READ_MAX_BYTES. */
  read(path: string, offsetBytes: number, lengthBytes: number): Promise<Found<Buffer>>;
}

export const READ_MAX_BYTES = 4 * 1024 * 1024;
export const FOLDER_BYTES_MAX = 4 * 1024 * 1024;
export const FOLDER_ENTRIES_MAX = 20_000;
/** More parts than any file of an installation medium has; UDF's extents are 1 GiB at most. */
export const EXTENTS_MAX = 4096;
export const PATH_PARTS_MAX = 32;
