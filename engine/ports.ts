import type { DriveContents } from '#contract/contents.ts';
import type { Downloaded, DownloadProgress, RemoteFile } from '#contract/download.ts';
import type { Drive } from '#contract/drive.ts';
import type { ExtraDigest, Image, ImageDigest } from '#contract/image.ts';
import type { JobEvent, Plan, Receipt } from '#contract/job.ts';
import type { WrittenRecord } from '#contract/record.ts';
import type { RightsNeeded } from '#contract/session.ts';
import type { Expected } from '#contract/trust.ts';

export interface ListQuery {
  readonly virtual: boolean;
  readonly all: boolean;
  /** Practice drives: absolute paths of plain files that exist. */
  readonly files?: readonly string[];
  /** The chosen image: drives that carry it or are too small for it are shown locked. */
  readonly image?: Image | null;
}

export interface PlanRequest {
  readonly mode: 'write' | 'verify';
  readonly image: Image;
  /** Compare with a receipt instead of the image (mode `verify`). */
  readonly record?: WrittenRecord;
  readonly drives: readonly Drive[];
  readonly verify: boolean;
  readonly eject: boolean;
  readonly expectedSha256: string | null;
  /** By drive id: how far an earlier try came (`Engine.continuations`); go on from there. */
  readonly continued?: ReadonlyMap<string, number>;
  /** Instead of `expectedSha256`, with where it comes from. */
  readonly check?: Expected | null;
  /** By drive id: the code the user typed. Needed for drives with risks or liftable protections. */
  readonly codes: ReadonlyMap<string, string>;
  /** The user insists on a raw copy of an image that needs another method. Default false: IMAGE_NOT_RAW_WRITABLE. */
  readonly isRawAllowed?: boolean;
}

export interface Job {
  /** Settles when the last event was delivered; never rejects for failures: they are in the receipt. */
  readonly receipt: Promise<Receipt>;
  /** Stops everything, or one drive. Ended within 1 s where the drive still answers. */
  cancel(driveId?: string): void;
  /** Stops comparing; what is written is finished and ends `unverified`. */
  skipVerify(driveId?: string): void;
}

export interface InspectOptions {
  /** A block map (.bmap) to hold the image against in every pass; may be relative. Else one beside the image is looked for. */
  readonly blockMapPath?: string;
}

export interface DigestOptions {
  /** `file` hashes the bytes on disk only; `image` unpacks as well. */
  readonly of: 'file' | 'image';
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  /** Computed in the same reading; of the unpacked bytes where `of` is `image`: then only whole digests. */
  readonly extra?: readonly ExtraDigest[];
}

export interface RemoteLook {
  readonly file: RemoteFile;
  /** To be written straight from the server; null: it can be unpacked only once the whole file is there. */
  readonly image: Image | null;
}

export interface DownloadRequest {
  /** http or https; user-info and query are never told again. */
  readonly url: string;
  /** May be relative; made where it is missing. */
  readonly folder: string;
  /** SHA-256 or SHA-512, 64 or 128 lower-case hex digits. */
  readonly expectedDigest: string | null;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

export interface ContentsOptions {
  readonly signal: AbortSignal;
  /** Called before a person is asked. */
  readonly onElevating: (how: RightsNeeded) => void;
  /** Called when the drive is open. */
  readonly onReading: () => void;
}

/** Everything a host may ask of the engine. */
export interface Engine {
  listDrives(query: ListQuery): Promise<readonly Drive[]>;
  watchDrives(query: ListQuery, changed: (drives: readonly Drive[]) => void, signal: AbortSignal): Promise<void>;
  /** Looks at an image file; IMAGE_* failures. `path` may be relative. */
  inspectImage(path: string, signal?: AbortSignal, options?: InspectOptions): Promise<Image>;
  /** Goes online: looks at an image on a server. DOWNLOAD_FAILED, IMAGE_*. */
  lookAtRemote(url: string, signal?: AbortSignal, options?: InspectOptions): Promise<RemoteLook>;
  /**
   * Goes online: fetches a file, going on where an earlier run of the same download stopped. DOWNLOAD_FAILED,
   * CHECKSUM_MISMATCH, DISK_SPACE_LOCAL, FOLDER_NOT_WRITABLE. An aborted one leaves what it has, to be resumed.
   */
  download(request: DownloadRequest, options: DownloadOptions): Promise<Downloaded>;
  /** Goes online: a short text, such as a list or a checksum file. DOWNLOAD_FAILED. */
  fetchText(url: string, signal?: AbortSignal): Promise<string>;
  /** Deletes what an aborted download left; `partPath` as its progress told it. */
  discardDownload(partPath: string): Promise<void>;
  /** Reads the whole image; IMAGE_* failures, IMAGE_CHANGED where it is not the inspected file any more. */
  digestImage(image: Image, options: DigestOptions): Promise<ImageDigest>;
  /** How rights would be asked for to write these drives (`write`) or to read them (`verify`). */
  rightsFor(drives: readonly Drive[], mode: 'write' | 'verify'): Promise<RightsNeeded>;
  /**
   * Looks at what is on a drive, mounted or not: file systems, and the names and sizes in their top folders. Asks for rights
   * where they are needed; writes nothing. CONTENTS_REFUSED, ELEVATION_*, DRIVE_*, READ_IO, READER_LOST.
   */
  readContents(drive: Drive, options: ContentsOptions): Promise<DriveContents>;
  /** Unmounts a drive and makes it safe to unplug, with the user's own rights. EJECT_FAILED. */
  ejectDrive(drive: Drive): Promise<void>;
  /** The plan that will be carried out, or a failure with the first refusal. Touches nothing. */
  makePlan(request: PlanRequest): Plan;
  /** How much of the image each drive has stored from a try that was cut short, by drive id; only those that have some. */
  continuations(image: Image, drives: readonly Drive[]): Promise<ReadonlyMap<string, number>>;
  startJob(plan: Plan, onEvent: (event: JobEvent) => void): Job;
  /** Makes a practice drive: a sparse file of `sizeBytes` (multiple of 512). Never replaces a file. */
  createPracticeDrive(path: string, sizeBytes: number): Promise<void>;
  /** Ends the reader. */
  close(): Promise<void>;
}
