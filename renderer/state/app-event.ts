import type { DriveContents } from '#contract/contents.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { ConnectionState } from '#contract/host.ts';
import type { JobTopicEvent } from '#contract/job-view.ts';
import type { AppInfo } from '#contract/methods.ts';
import type { DrivesState, PlanSummary, SessionState } from '#contract/session.ts';
import type { SettingChanges } from '#contract/settings.ts';
import type { TrustOutcome } from '#contract/trust.ts';
import type { Place } from './app-state.ts';

/** Everything that can happen to the page: what the host tells, what a person does, what a call answered. */
export type AppEvent =
  | { readonly type: 'connection.changed'; readonly connection: ConnectionState }
  | { readonly type: 'info.arrived'; readonly info: AppInfo }
  | { readonly type: 'session.changed'; readonly session: SessionState }
  | { readonly type: 'drives.changed'; readonly drives: DrivesState; readonly atMs: number }
  /** Events of the job topic since the last drawing, in order. */
  | { readonly type: 'job.told'; readonly events: readonly JobTopicEvent[] }
  | { readonly type: 'place.chosen'; readonly place: Place }
  | { readonly type: 'image.pathGiven'; readonly path: string }
  | { readonly type: 'image.dialogAsked' }
  | { readonly type: 'url.formOpened'; readonly url: string }
  | { readonly type: 'catalogue.opened' }
  | { readonly type: 'catalogue.chosen'; readonly id: string }
  | { readonly type: 'imageDialog.closed' }
  | { readonly type: 'url.given'; readonly url: string; readonly expectedDigest: string | null }
  | { readonly type: 'download.asked'; readonly folder: string | null; readonly isKept: boolean }
  | { readonly type: 'download.pauseAsked' }
  | { readonly type: 'image.cleared' }
  | { readonly type: 'digest.asked' }
  | { readonly type: 'digest.stopAsked' }
  | { readonly type: 'trust.told'; readonly outcomes: readonly TrustOutcome[] }
  | { readonly type: 'expected.removed' }
  | { readonly type: 'raw.allowed'; readonly isAllowed: boolean }
  | { readonly type: 'drives.rescanAsked' }
  | { readonly type: 'drive.ticked'; readonly driveId: string }
  | { readonly type: 'drive.unticked'; readonly driveId: string }
  | { readonly type: 'drive.unlocked'; readonly driveId: string; readonly code: string }
  | { readonly type: 'drive.lockedAgain'; readonly driveId: string }
  | { readonly type: 'contents.asked'; readonly driveId: string }
  | { readonly type: 'contents.stopAsked' }
  /** null: it was stopped. */
  | { readonly type: 'contents.arrived'; readonly driveId: string; readonly contents: DriveContents | null }
  | { readonly type: 'contents.failed'; readonly driveId: string; readonly failure: AppFailure }
  | { readonly type: 'contents.hidden'; readonly driveId: string }
  | { readonly type: 'practice.asked'; readonly sizeBytes: number }
  | { readonly type: 'practice.removeAsked'; readonly driveId: string }
  | { readonly type: 'review.asked'; readonly driveIds: readonly string[] }
  | { readonly type: 'review.made'; readonly plan: PlanSummary; readonly request: number }
  | { readonly type: 'review.refused'; readonly failure: AppFailure; readonly request: number }
  /** After a review that is stale: the same drives, as far as they are still there. */
  | { readonly type: 'review.againAsked' }
  | { readonly type: 'review.left' }
  | { readonly type: 'code.typed'; readonly driveId: string; readonly code: string }
  | { readonly type: 'verify.chosen'; readonly verify: boolean }
  | { readonly type: 'eject.chosen'; readonly eject: boolean }
  | { readonly type: 'plan.confirmed' }
  | { readonly type: 'plan.confirmFailed'; readonly planId: string; readonly failure: AppFailure }
  | { readonly type: 'stop.asked'; readonly driveId: string | null; readonly how: 'cancel' | 'skipVerify' }
  | { readonly type: 'wait.chosen'; readonly driveId: string }
  | { readonly type: 'drive.ejectAsked'; readonly driveId: string }
  | { readonly type: 'drive.ejected'; readonly driveId: string }
  | { readonly type: 'drive.ejectFailed'; readonly driveId: string; readonly failure: AppFailure }
  | { readonly type: 'result.moreAsked' }
  | { readonly type: 'result.newImageAsked' }
  | { readonly type: 'result.retryAsked'; readonly driveIds: readonly string[]; readonly isContinued?: boolean }
  /** Compare a drive with the receipt of a job; nothing is written. */
  | { readonly type: 'recheck.asked'; readonly driveId: string; readonly jobId: string }
  | { readonly type: 'settings.changed'; readonly changes: SettingChanges }
  | { readonly type: 'call.failed'; readonly failure: AppFailure }
  | { readonly type: 'notice.closed' };

export type AppEventType = AppEvent['type'];
export type EventOfType<T extends AppEventType> = Extract<AppEvent, { type: T }>;
