import type { DriveContents } from '#contract/contents.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { ConnectionState } from '#contract/host.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { AppInfo } from '#contract/methods.ts';
import type { DrivesState, PlanEstimate, PlanSummary, SessionState } from '#contract/session.ts';
import type { TrustOutcome } from '#contract/trust.ts';

/** What the top bar leads to. `write` shows the page, the review, the job or its result: see `screenOf`. */
export type Place =
  | { readonly name: 'write' }
  | { readonly name: 'receipts' }
  | { readonly name: 'receipt'; readonly jobId: string }
  | { readonly name: 'settings' }
  | { readonly name: 'help' };

export type Codes = Readonly<Record<string, string>>;

/** What the person decides on Review. */
export interface ReviewChoices {
  /** Codes as typed, by drive id. */
  readonly codes: Codes;
  readonly verify: boolean;
  readonly eject: boolean;
}

/**
 *   none ─ask─▶ making ─made─▶ open ─confirm─▶ confirming ─▶ (the job appears)
 *                 └─refused─▶ refused      └─plan stale or gone, confirm refused─▶ stale | refused
 *   every state ─back─▶ none;  stale, refused ─ask─▶ making
 */
export type ReviewState =
  | { readonly state: 'none' }
  | {
      readonly state: 'making';
      readonly driveIds: readonly string[];
      /** Drives that were cut short go on where they were. */
      readonly isContinued: boolean;
      readonly notice: ReviewNotice | null;
      readonly request: number;
    }
  | {
      readonly state: 'open' | 'confirming';
      readonly plan: PlanSummary;
      readonly choices: ReviewChoices;
      readonly notice: ReviewNotice | null;
    }
  | {
      readonly state: 'stale';
      readonly plan: PlanSummary;
      readonly driveIds: readonly string[];
      readonly what: 'drives' | 'image';
    }
  | {
      readonly state: 'refused';
      readonly failure: AppFailure;
      readonly driveIds: readonly string[];
      readonly isContinued?: boolean;
    };

/** Why the person is on Review again. */
export type ReviewNotice = 'denied';

export type EjectState =
  | { readonly state: 'busy' | 'done' }
  | { readonly state: 'failed'; readonly failure: AppFailure };

/** What this window asked to see of a drive. */
export type ContentsState =
  | { readonly state: 'looking' }
  | { readonly state: 'shown'; readonly contents: DriveContents }
  | { readonly state: 'failed'; readonly failure: AppFailure };

/** `request` tells one opening from the next. */
export type ImageDialog =
  | { readonly name: 'url'; readonly url: string; readonly request: number }
  | { readonly name: 'catalogue'; readonly request: number };

/** A ticked drive that was unplugged, or may not be written any more. */
export interface LostDrive {
  readonly name: string;
  readonly why: 'gone' | 'locked' | 'too-small';
  /** For `too-small`. */
  readonly missingBytes: number;
}

export interface AppState {
  readonly connection: ConnectionState | 'connecting';
  readonly info: AppInfo | null;
  readonly session: SessionState | null;
  readonly drives: DrivesState;
  /** When each drive was first seen, by id; null for those of the first list: nothing is new about them. */
  readonly appearedAtMs: Readonly<Record<string, number | null>>;
  readonly job: JobSnapshot | null;
  readonly place: Place;
  /** Ids of ticked drives, in the order of ticking. Never filled by the program. */
  readonly ticked: readonly string[];
  /** Right codes of drives whose lock was lifted for one write. */
  readonly unlocked: Codes;
  /** Drives that lost their tick by themselves, until something is ticked or an image chosen. */
  readonly lost: readonly LostDrive[];
  readonly review: ReviewState;
  /** How many plans were asked for: tells the answer to this request from a late one. */
  readonly reviewRequests: number;
  /** What the confirmed plan was expected to take, for the words about checking. */
  readonly estimate: { readonly planId: string; readonly value: PlanEstimate } | null;
  /** Drives for which the person chose to keep waiting; asked again only after data flowed. */
  readonly patience: readonly string[];
  readonly ejecting: Readonly<Record<string, EjectState>>;
  /** By drive id; forgotten when the drive goes or a job begins. */
  readonly contents: Readonly<Record<string, ContentsState>>;
  /** What became of the files given last for checking the image, as far as it is worth a remark. */
  readonly trustTold: readonly TrustOutcome[];
  /** A form to choose an image by, open in this window. */
  readonly imageDialog: ImageDialog | null;
  /** A failure that belongs to no screen, shown until it is closed. */
  readonly notice: AppFailure | null;
}

export const INITIAL_STATE: AppState = {
  connection: 'connecting',
  info: null,
  session: null,
  drives: { state: 'scanning' },
  appearedAtMs: {},
  job: null,
  place: { name: 'write' },
  ticked: [],
  unlocked: {},
  lost: [],
  review: { state: 'none' },
  reviewRequests: 0,
  estimate: null,
  patience: [],
  ejecting: {},
  contents: {},
  trustTold: [],
  imageDialog: null,
  notice: null,
};
