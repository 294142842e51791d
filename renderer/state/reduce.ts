import type { Drive } from '#contract/drive.ts';
import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { DrivesState, SessionState } from '#contract/session.ts';
import type { AppEvent } from './app-event.ts';
import type { AppState, LostDrive } from './app-state.ts';
import { isLockedDrive } from './drive-lock.ts';
import { reduceContents } from './reduce-contents.ts';
import { reduceReview } from './reduce-review.ts';

/** How long a drive that appeared is marked as new. */
export const NEW_DRIVE_MS = 10_000;
/** Data flows again once a drive is stalled for less than this. */
const PATIENCE_OVER_MS = 1000;

/**
 * The state after an event. Pure: time comes in the event. Every event is decided in every state: what does not fit
 * is ignored on purpose and returns the same object.
 */
export function reduce(state: AppState, event: AppEvent): AppState {
  switch (event.type) {
    case 'connection.changed':
      return event.connection === state.connection ? state : { ...state, connection: event.connection };
    case 'info.arrived':
      return { ...state, info: event.info };
    case 'session.changed':
      return reduceReview(withSession(state, event.session), event);
    case 'drives.changed':
      return withDrives(state, event.drives, event.atMs);
    case 'job.told':
      return withJob(state, event.events.reduce(foldJobEvent, state.job));
    case 'recheck.asked':
      return state.job === null || state.job.stage === 'ended' ? { ...state, place: { name: 'write' } } : state;
    case 'place.chosen':
      return { ...state, place: event.place };
    case 'drive.ticked':
      return tick(state, event.driveId);
    case 'drive.unticked':
      return state.ticked.includes(event.driveId)
        ? { ...state, ticked: state.ticked.filter((id) => id !== event.driveId) }
        : state;
    case 'drive.unlocked':
      return { ...state, unlocked: { ...state.unlocked, [event.driveId]: event.code } };
    case 'drive.lockedAgain':
      return {
        ...state,
        unlocked: without(state.unlocked, event.driveId),
        ticked: state.ticked.filter((id) => id !== event.driveId),
      };
    case 'wait.chosen':
      return state.patience.includes(event.driveId)
        ? state
        : { ...state, patience: [...state.patience, event.driveId] };
    case 'drive.ejectAsked':
      return { ...state, ejecting: { ...state.ejecting, [event.driveId]: { state: 'busy' } } };
    case 'drive.ejected':
      return { ...state, ejecting: { ...state.ejecting, [event.driveId]: { state: 'done' } } };
    case 'drive.ejectFailed':
      return {
        ...state,
        ejecting: { ...state.ejecting, [event.driveId]: { state: 'failed', failure: event.failure } },
      };
    case 'contents.asked':
    case 'contents.arrived':
    case 'contents.failed':
    case 'contents.hidden':
      return reduceContents(state, event);
    case 'result.moreAsked':
    case 'result.newImageAsked':
      return state.job?.stage === 'ended' || state.job === null
        ? { ...state, job: null, ticked: [], review: { state: 'none' }, ejecting: {}, place: { name: 'write' } }
        : state;
    case 'trust.told':
      return {
        ...state,
        trustTold: event.outcomes.filter(({ outcome }) => outcome === 'refused' || outcome === 'key'),
      };
    case 'url.formOpened':
      return { ...state, imageDialog: { name: 'url', url: event.url, request: nextRequest(state) } };
    case 'catalogue.opened':
      return { ...state, imageDialog: { name: 'catalogue', request: nextRequest(state) } };
    case 'imageDialog.closed':
      return { ...state, imageDialog: null };
    case 'url.given':
    case 'catalogue.chosen':
    case 'image.pathGiven':
      return { ...state, lost: [], place: { name: 'write' } };
    case 'call.failed':
      return { ...state, notice: event.failure };
    case 'notice.closed':
      return { ...state, notice: null };
    case 'review.asked':
    case 'review.made':
    case 'review.refused':
    case 'review.againAsked':
    case 'review.left':
    case 'code.typed':
    case 'verify.chosen':
    case 'eject.chosen':
    case 'plan.confirmed':
    case 'plan.confirmFailed':
    case 'result.retryAsked':
      return reduceReview(state, event);
    // The host does these and tells what came of them.
    case 'download.asked':
    case 'download.pauseAsked':
    case 'image.dialogAsked':
    case 'image.cleared':
    case 'digest.asked':
    case 'digest.stopAsked':
    case 'expected.removed':
    case 'raw.allowed':
    case 'drives.rescanAsked':
    case 'contents.stopAsked':
    case 'practice.asked':
    case 'practice.removeAsked':
    case 'stop.asked':
    case 'settings.changed':
      return state;
    default:
      return event satisfies never;
  }
}

function nextRequest({ imageDialog }: AppState): number {
  return (imageDialog?.request ?? 0) + 1;
}

/** Remarks about files given for checking go with the image they were given for. */
function withSession(state: AppState, session: SessionState): AppState {
  const isSame = imagePath(session) === imagePath(state.session);
  return { ...state, session, trustTold: isSame ? state.trustTold : [] };
}

function imagePath(session: SessionState | null): string | null {
  return session?.image.state === 'ready' ? session.image.image.path : null;
}

function tick(state: AppState, driveId: string): AppState {
  if (state.drives.state !== 'listed' || state.ticked.includes(driveId)) return state;
  const drive = state.drives.drives.find(({ id }) => id === driveId);
  if (drive === undefined || isLockedDrive(drive, state.unlocked)) return state;
  return { ...state, ticked: [...state.ticked, driveId], lost: [] };
}

/** A drive that goes loses its tick for good: one that comes back is a new decision. */
function withDrives(state: AppState, drives: DrivesState, atMs: number): AppState {
  if (drives.state !== 'listed') return { ...state, drives };
  const before = state.drives.state === 'listed' ? state.drives.drives : null;
  const present = new Map(drives.drives.map((drive) => [drive.id, drive]));
  const isFirstList = Object.keys(state.appearedAtMs).length === 0 && before === null;
  const appearedAtMs = Object.fromEntries(
    drives.drives.map(({ id }) => [
      id,
      state.appearedAtMs[id] ?? (isFirstList || id in state.appearedAtMs ? null : atMs),
    ]),
  );
  const unlocked = Object.fromEntries(Object.entries(state.unlocked).filter(([id]) => present.has(id)));
  const ticked = state.ticked.filter((id) => {
    const drive = present.get(id);
    return drive !== undefined && !isLockedDrive(drive, unlocked);
  });
  const isWriting = state.job !== null && state.job.stage !== 'ended';
  const lost = isWriting
    ? []
    : state.ticked
        .filter((id) => !ticked.includes(id))
        .map((id) =>
          lostDrive(
            before?.find((drive) => drive.id === id),
            present.get(id),
          ),
        );
  return {
    ...state,
    drives,
    appearedAtMs,
    unlocked,
    ticked,
    contents: Object.fromEntries(Object.entries(state.contents).filter(([id]) => present.has(id))),
    lost: lost.length > 0 ? [...state.lost, ...lost] : state.lost,
  };
}

function lostDrive(before: Drive | undefined, now: Drive | undefined): LostDrive {
  const name = now?.name ?? before?.name ?? '';
  if (now === undefined) return { name, why: 'gone', missingBytes: 0 };
  const small = now.protections.find(({ code }) => code === 'too-small');
  return { name, why: small === undefined ? 'locked' : 'too-small', missingBytes: Number(small?.detail ?? 0) || 0 };
}

/** The review waits behind the job: it comes back if the job ends before anything began (reduce-review.ts). */
function withJob(state: AppState, job: JobSnapshot | null): AppState {
  if (job === state.job) return state;
  if (job === null) return { ...state, job: null, patience: [] };
  const patience = state.patience.filter((id) =>
    job.drives.some(({ drive, progress }) => drive.id === id && (progress?.stalledMs ?? 0) > PATIENCE_OVER_MS),
  );
  const next = { ...state, job, patience: patience.length === state.patience.length ? state.patience : patience };
  const isNew = state.job?.jobId !== job.jobId;
  const arrived = isNew ? { ...next, place: { name: 'write' } as const, ejecting: {}, contents: {}, lost: [] } : next;
  const endsNow = job.stage === 'ended' && (isNew || state.job?.stage !== 'ended');
  return endsNow ? reduceReview(arrived, { type: 'job.ended' }) : arrived;
}

function without(codes: Readonly<Record<string, string>>, driveId: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(codes).filter(([id]) => id !== driveId));
}
