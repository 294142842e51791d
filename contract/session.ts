import type { DownloadProgress, RemoteFile } from './download.ts';
import type { Drive } from './drive.ts';
import type { AppFailure } from './errors.ts';
import type { EmbeddedResult, Image } from './image.ts';
import type { Settings } from './settings.ts';
import type { Expected } from './trust.ts';
import type { UpdateState } from './update.ts';

/**
 * What the host knows and every window shows: the chosen image with its checksum, the drives, frozen plans.
 * Texts from file names are cleaned; `path` fields are for opening and are cleaned by whoever shows them.
 */

/** Digests known of the chosen image: of the file as it lies there, and of the unpacked bytes. */
export interface KnownDigests {
  readonly fileSha256: string | null;
  readonly imageSha256: string | null;
  /** Computed only where a SHA-512 is expected. */
  readonly fileSha512: string | null;
  readonly imageSha512: string | null;
  /** Of the checksum the image carries in itself; left out where it has none or was not unpacked. */
  readonly embedded?: EmbeddedResult | undefined;
}

/**
 * The checksum machine of ux.md 5.
 *
 *   unknown ─compute─▶ computing ─▶ computed ─expect─▶ matched | mismatched
 *      └──────expect──────▶ computing ─▶ matched | mismatched ─forget─▶ computed
 *
 * From everywhere a bad signature leads to `distrusted`, and removing what was given leads on from there. An image that
 * differs from the checksum in itself comes there too, unless it is equal to what is expected.
 *
 * A failed or stopped reading goes back to `unknown`; `failure` then says why. A packed image is compared as a file
 * first and unpacked only when that differs.
 */
export type ChecksumState =
  | { readonly state: 'unknown'; readonly expected: Expected | null; readonly failure: AppFailure | null }
  | {
      readonly state: 'computing';
      readonly expected: Expected | null;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  | { readonly state: 'computed'; readonly digests: KnownDigests }
  | {
      readonly state: 'matched';
      readonly expected: Expected;
      readonly digests: KnownDigests;
      /** Which of the two is equal to the expected value. */
      readonly of: 'file' | 'image';
    }
  /** Blocks every plan. */
  | { readonly state: 'mismatched'; readonly expected: Expected; readonly digests: KnownDigests }
  /**
   * A signature by a known key is not for this image, or for the checksum file it came with; or the image differs from the
   * checksum it carries in itself. Blocks every plan.
   */
  | { readonly state: 'distrusted'; readonly failure: AppFailure; readonly digests: KnownDigests };

/**
 * The image machine of ux.md 5. `warned` and `blocked` there are `ready` here with `image.warnings` or with a checksum
 * that is `mismatched` or `distrusted`.
 */
export type ImageState =
  | { readonly state: 'none' }
  | {
      readonly state: 'uploading';
      readonly name: string;
      readonly doneBytes: number;
      readonly totalBytes: number;
    }
  /** An address is being looked at, online. */
  | { readonly state: 'fetchingHead'; readonly name: string }
  /** It can be had; nothing more goes online before `image.download`. */
  | {
      readonly state: 'downloadOffered';
      readonly file: RemoteFile;
      /** It can be written straight from the server, without keeping the file. */
      readonly canStream: boolean;
      /** Where the file would be kept, unless another folder is named. */
      readonly folder: string;
      readonly expected: Expected | null;
    }
  | {
      readonly state: 'downloading';
      readonly file: RemoteFile;
      readonly folder: string;
      readonly doneBytes: number;
      /** null: the server does not tell. */
      readonly totalBytes: number | null;
      /** `checking`: what an earlier run left is read again; `waiting`: the connection is lost and tried again. */
      readonly how: DownloadProgress['state'];
      readonly speedBytesPerSec: number | null;
      readonly etaMs: number | null;
    }
  /** Goes on by `image.download`; `failure` null: the user paused it. */
  | {
      readonly state: 'downloadPaused';
      readonly file: RemoteFile;
      readonly folder: string;
      readonly doneBytes: number;
      readonly totalBytes: number | null;
      readonly failure: AppFailure | null;
    }
  | { readonly state: 'inspecting'; readonly path: string; readonly name: string }
  | {
      readonly state: 'ready';
      readonly image: Image;
      readonly checksum: ChecksumState;
      /** True: a copy that is deleted when another image is chosen and at exit. */
      readonly isUploaded: boolean;
      /** The user insists on a raw copy although `image.boot.writeMode` is `other`. */
      readonly isRawAllowed: boolean;
    }
  /** Cannot be used, or was usable and changed since (IMAGE_CHANGED: look again by `image.inspect` with `path`). */
  | { readonly state: 'rejected'; readonly path: string; readonly name: string; readonly failure: AppFailure };

/**
 * The drive list. Drives keep their order: by time of appearance, never re-sorted; locked ones have `protections`. A
 * drive of the running job carries the protection `other-job`.
 */
export type DrivesState =
  | { readonly state: 'scanning' }
  | { readonly state: 'listed'; readonly drives: readonly Drive[] }
  | { readonly state: 'failed'; readonly failure: AppFailure };

/**
 * How rights will be asked for: `uac` is the dialog of Windows, `authopen` that of macOS; `unavailable`: they cannot be had
 * here.
 */
export type RightsNeeded = 'none' | 'sudo' | 'sudo-without-password' | 'pkexec' | 'uac' | 'authopen' | 'unavailable';

/** How long a part will take, from earlier jobs with the same drive or from what such drives usually do. */
export interface PlanEstimate {
  readonly writeMs: number;
  readonly verifyMs: number;
  readonly basis: 'measured' | 'typical';
}

export interface PlannedDrive {
  /** As it was listed when the plan was made; `partitions` is what will be lost. */
  readonly drive: Drive;
  /** `plan.confirm` needs its code. */
  readonly needsCode: boolean;
  /** Image bytes it holds from an earlier try, which this plan goes on from; 0: all is written. */
  readonly continueBytes: number;
}

/** What Review shows: image and drives are frozen, nothing else will be written. */
export interface PlanSummary {
  readonly planId: string;
  readonly mode: 'write' | 'verify';
  readonly image: Image;
  readonly checksum: ChecksumState;
  readonly drives: readonly PlannedDrive[];
  /** Bytes that will be written to each drive; null where only decoding will tell. */
  readonly neededBytes: number | null;
  readonly rights: RightsNeeded;
  /** Of the slowest drive; null where the size is not known. */
  readonly estimate: PlanEstimate | null;
}

/** Whether a plan can still be confirmed. A plan that is not in the list any more is gone: review again. */
export interface OpenPlan {
  readonly planId: string;
  /** `stale`: image or drives changed, or another window's plan was confirmed. */
  readonly state: 'open' | 'stale';
}

/** A look at what is on a drive, under way: a person is asked for permission, or the drive is read. */
export type LookState =
  | { readonly driveId: string; readonly stage: 'asking'; readonly how: RightsNeeded }
  | { readonly driveId: string; readonly stage: 'reading' };

/** State of every window; small, sent whole at every change. */
export interface SessionState {
  readonly image: ImageState;
  /** Newest last, at most 8. */
  readonly plans: readonly OpenPlan[];
  /** The job that runs or ended and was not dismissed; its figures come by topic `job`. */
  readonly jobId: string | null;
  readonly settings: Settings;
  /** At most one at a time. */
  readonly look: LookState | null;
  /** Rises whenever a receipt was added or deleted. */
  readonly receiptsRevision: number;
  /** Null where this installation cannot be updated by itself. */
  readonly update: UpdateState | null;
}
