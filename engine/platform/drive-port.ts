import type { Drive, DriveIdentity, Protection } from '#contract/drive.ts';
import type { FileIdentity } from '#contract/image.ts';
import type { ListOptions } from '#contract/reader.ts';

/** What the reader needs of an operating system to show its drives. */
export interface DriveLister {
  /** All drives with what is on them; DRIVE_LIST_FAILED where the system refuses. */
  list(options: ListOptions): Promise<readonly Drive[]>;
  /**
   * Calls `changed` at once and again within 2 s of every attachment, removal or medium change, until `signal`
   * is aborted. Nothing is left behind then.
   */
  watch(options: ListOptions, changed: (drives: readonly Drive[]) => void, signal: AbortSignal): Promise<void>;
}

/** What the privileged worker checks again, just before it opens a drive. No npm package. */
export interface DriveCheck {
  readonly identity: DriveIdentity;
  readonly isReadOnly: boolean;
  readonly sectorSizeBytes: number;
  /** Same rules as in the list, from facts read now. */
  readonly protections: readonly Protection[];
  /** Mount points of all its volumes, deepest first, so that they can be let go in this order. */
  readonly mountPoints: readonly string[];
  /** Windows: names of all its volumes, mounted or not; empty elsewhere. */
  readonly volumePaths: readonly string[];
}

export interface DriveCheckContext {
  readonly imageFile: FileIdentity | null;
  readonly ownPaths: readonly string[];
  readonly isVirtualAllowed: boolean;
}
