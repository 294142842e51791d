import type { Drive } from './drive.ts';
import type { AppFailure } from './errors.ts';
import type { Image } from './image.ts';
import type { DriveResult, Phase, Progress, Receipt, SourceProgress } from './job.ts';
import type { RightsNeeded } from './session.ts';

/** How many points a finished graph has. */
export const GRAPH_BINS = 200;

/**
 * Speed over the position in the image. Bin i covers bytes [i, i + 1) x `binBytes`; its value is those bytes divided by
 * the time they took, in bytes per second. A bin is added once it is complete and never changes. The last bin may cover
 * less. Where the size is not known, `binBytes` doubles when 200 are full: each two neighbours become one.
 */
export interface PassGraph {
  readonly binBytes: number;
  readonly bins: readonly number[];
}

/** What holds a drive back, where it is known. `usb-port`: the USB 2 link is at its limit; `download`: the server. */
export type Bottleneck = 'usb-port' | 'decoder' | 'drive' | 'download';

export interface JobDrive {
  /** As confirmed. */
  readonly drive: Drive;
  readonly phase: Phase;
  /** Figures of the current phase; null before its first ones. */
  readonly progress: Progress | null;
  readonly writeGraph: PassGraph;
  readonly verifyGraph: PassGraph;
  readonly bottleneck: Bottleneck | null;
  /** How it ended; null while it is under way. */
  readonly result: DriveResult | null;
}

/**
 * Where a job is.
 *
 *   starting ─▶ checking? ─▶ elevating? ─▶ running ─▶ ended
 *        └──────────┴────────────┴───────────┴─▶ stopping ─▶ ended
 */
export type JobStage = 'starting' | 'checking' | 'elevating' | 'running' | 'stopping' | 'ended';

/** Everything a page needs to show a job from any moment on. */
export interface JobSnapshot {
  readonly jobId: string;
  readonly planId: string;
  readonly mode: 'write' | 'verify';
  readonly stage: JobStage;
  readonly image: Image;
  readonly verify: boolean;
  readonly eject: boolean;
  readonly startedAt: string;
  /** Milliseconds since the job began when this was made or last changed. */
  readonly elapsedMs: number;
  /** How rights are being asked for; null outside `elevating`. */
  readonly rights: RightsNeeded | null;
  /** How far the image was read to compare it with the expected SHA-256; null outside `checking`. */
  readonly checking: { readonly doneBytes: number; readonly totalBytes: number } | null;
  /** How the image comes in; null before the first word, and for a file that comes. */
  readonly source: SourceProgress | null;
  /** False until the privileged worker had started: nothing can have been written. */
  readonly hasBegun: boolean;
  readonly drives: readonly JobDrive[];
  /** Once it ended. A job that never began has one too, but it is not kept among the receipts. */
  readonly receipt: Receipt | null;
  /** The receipt could not be saved; the job itself is not affected. */
  readonly receiptFailure: AppFailure | null;
}

/** Points to be appended to a graph; `reset` replaces the graph as a whole. */
export interface GraphPoints {
  readonly pass: 'write' | 'verify';
  readonly binBytes: number;
  readonly values: readonly number[];
  readonly isReset: boolean;
}

/**
 * Events of topic `job`. The first is always `snapshot`, and another one may come at any time (a slow page skips
 * increments and gets a snapshot instead). `foldJobEvent` says what each does. `ended` is the last of a job.
 */
export type JobTopicEvent =
  | { readonly kind: 'snapshot'; readonly job: JobSnapshot | null }
  | {
      readonly kind: 'stage';
      readonly jobId: string;
      readonly elapsedMs: number;
      readonly stage: JobStage;
      readonly rights: RightsNeeded | null;
      readonly checking: JobSnapshot['checking'];
      readonly hasBegun: boolean;
    }
  | {
      readonly kind: 'source';
      readonly jobId: string;
      readonly elapsedMs: number;
      readonly source: SourceProgress;
    }
  /** At most 4 a second for each drive, besides changes of its phase. */
  | {
      readonly kind: 'drive';
      readonly jobId: string;
      readonly driveId: string;
      readonly elapsedMs: number;
      readonly phase: Phase;
      readonly progress: Progress | null;
      readonly points: readonly GraphPoints[];
      readonly bottleneck: Bottleneck | null;
    }
  | {
      readonly kind: 'drive-ended';
      readonly jobId: string;
      readonly elapsedMs: number;
      readonly result: DriveResult;
    }
  | {
      readonly kind: 'ended';
      readonly jobId: string;
      readonly elapsedMs: number;
      readonly receipt: Receipt;
      readonly receiptFailure: AppFailure | null;
    };
