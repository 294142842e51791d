import type { AppFailure } from '#contract/errors.ts';
import type { SessionState } from '#contract/session.ts';
import type { EventOfType } from './app-event.ts';
import type { AppState, ReviewNotice } from './app-state.ts';
import { isRightCode } from './drive-lock.ts';

type ReviewEvent =
  | { readonly type: 'job.ended' }
  | EventOfType<
      | 'session.changed'
      | 'review.asked'
      | 'review.made'
      | 'review.refused'
      | 'review.againAsked'
      | 'review.left'
      | 'code.typed'
      | 'verify.chosen'
      | 'eject.chosen'
      | 'plan.confirmed'
      | 'plan.confirmFailed'
      | 'result.retryAsked'
    >;

/** Refusals of a confirmation that mean: what was shown is no longer so. */
const STALE_CODES: readonly AppFailure['code'][] = ['DRIVE_CHANGED', 'DRIVE_NOT_FOUND', 'DRIVE_GONE', 'IMAGE_CHANGED'];

/** The review machine (app-state.ts). Answers to an older request are ignored. */
export function reduceReview(state: AppState, event: ReviewEvent): AppState {
  const { review } = state;
  switch (event.type) {
    case 'review.asked':
      return ask(state, event.driveIds);
    case 'result.retryAsked':
      return state.job?.stage === 'ended'
        ? ask({ ...state, job: null, ejecting: {} }, event.driveIds, { isContinued: event.isContinued ?? false })
        : state;
    case 'review.made':
      return made(state, event);
    case 'review.refused':
      return review.state === 'making' && review.request === event.request
        ? {
            ...state,
            review: {
              state: 'refused',
              failure: event.failure,
              driveIds: review.driveIds,
              isContinued: review.isContinued,
            },
          }
        : state;
    case 'review.againAsked':
      return review.state === 'stale' || review.state === 'refused'
        ? askAgain(state, review.driveIds, review.state === 'refused' && review.isContinued === true)
        : state;
    case 'review.left':
      return review.state === 'none' || review.state === 'confirming' ? state : { ...state, review: { state: 'none' } };
    case 'code.typed':
      return withChoices(state, (choices) => ({
        ...choices,
        codes: { ...choices.codes, [event.driveId]: event.code },
      }));
    case 'verify.chosen':
      return withChoices(state, (choices) => ({ ...choices, verify: event.verify }));
    case 'eject.chosen':
      return withChoices(state, (choices) => ({ ...choices, eject: event.eject }));
    case 'plan.confirmed':
      return review.state === 'open' && codesMissing(review).length === 0
        ? { ...state, review: { ...review, state: 'confirming', notice: null }, estimate: estimateOf(review.plan) }
        : state;
    case 'plan.confirmFailed':
      return confirmFailed(state, event);
    case 'session.changed':
      return checkPlan(state, event.session);
    case 'job.ended':
      return jobEnded(state);
    default:
      return event satisfies never;
  }
}

interface AskHow {
  readonly notice?: ReviewNotice | null;
  readonly isContinued?: boolean;
}

function ask(state: AppState, driveIds: readonly string[], how: AskHow = {}): AppState {
  const isBusy = state.review.state === 'making' || state.review.state === 'confirming';
  if (driveIds.length === 0 || isBusy) return state;
  const request = state.reviewRequests + 1;
  return {
    ...state,
    place: { name: 'write' },
    reviewRequests: request,
    review: { state: 'making', driveIds, notice: how.notice ?? null, request, isContinued: how.isContinued ?? false },
  };
}

/** A drive that is no longer there is not replaced by another one: back to the list, where the new one is not ticked. */
function askAgain(state: AppState, driveIds: readonly string[], isContinued: boolean): AppState {
  const present = state.drives.state === 'listed' ? state.drives.drives.map(({ id }) => id) : [];
  const left = driveIds.filter((id) => present.includes(id));
  if (left.length === driveIds.length || state.review.state === 'refused') return ask(state, driveIds, { isContinued });
  return { ...state, ticked: left, review: { state: 'none' } };
}

function made(state: AppState, { plan, request }: EventOfType<'review.made'>): AppState {
  const { review } = state;
  if (review.state !== 'making' || review.request !== request) return state;
  const codes = Object.fromEntries(plan.drives.map(({ drive }) => [drive.id, '']));
  const settings = state.session?.settings;
  const choices = { codes, verify: settings?.verify ?? true, eject: settings?.eject ?? true };
  return { ...state, review: { state: 'open', plan, choices, notice: review.notice } };
}

/** Drives of an open review whose code is not typed right yet. */
export function codesMissing({ plan, choices }: Pick<OpenReview, 'plan' | 'choices'>): readonly string[] {
  return plan.drives
    .filter(({ drive, needsCode }) => needsCode && !isRightCode(choices.codes[drive.id] ?? '', drive.code))
    .map(({ drive }) => drive.id);
}

type OpenReview = Extract<AppState['review'], { state: 'open' | 'confirming' }>;
type Choices = OpenReview['choices'];

function withChoices(state: AppState, change: (choices: Choices) => Choices): AppState {
  const { review } = state;
  return review.state === 'open' ? { ...state, review: { ...review, choices: change(review.choices) } } : state;
}

function confirmFailed(state: AppState, { failure, planId }: EventOfType<'plan.confirmFailed'>): AppState {
  const { review } = state;
  if (review.state !== 'confirming' || review.plan.planId !== planId) return state;
  const driveIds = review.plan.drives.map(({ drive }) => drive.id);
  if (!STALE_CODES.includes(failure.code)) return { ...state, review: { state: 'refused', failure, driveIds } };
  const what = failure.code === 'IMAGE_CHANGED' ? 'image' : 'drives';
  return { ...state, review: { state: 'stale', plan: review.plan, driveIds, what } };
}

/** The host tells which plans can still be confirmed; one that is missing is gone. */
function checkPlan(state: AppState, session: SessionState): AppState {
  const { review } = state;
  if (review.state !== 'open') return state;
  const known = session.plans.find(({ planId }) => planId === review.plan.planId);
  if (known?.state === 'open') return state;
  const what = session.image.state === 'ready' ? 'drives' : 'image';
  const driveIds = review.plan.drives.map(({ drive }) => drive.id);
  return { ...state, review: { state: 'stale', plan: review.plan, driveIds, what } };
}

/**
 * elevating: denied → reviewing, stop → reviewing; the privileged side finding another drive → stale. Everything else
 * that ends is a result.
 */
function jobEnded(state: AppState): AppState {
  const { job, review } = state;
  if (job === null) return state;
  const driveIds = job.drives.map(({ drive }) => drive.id);
  const why = endsInReview(state);
  const rest: AppState = { ...state, review: { state: 'none' } };
  if (why === null) return { ...rest, ticked: [], unlocked: {} };
  if (why === 'changed' && review.state === 'confirming') {
    return { ...rest, job: null, ticked: [], review: { state: 'stale', plan: review.plan, driveIds, what: 'drives' } };
  }
  return { ...ask({ ...rest, job: null }, driveIds, { notice: why === 'denied' ? 'denied' : null }), ticked: driveIds };
}

/** Whether an ended job leads back to Review, because nothing began: `denied`, `stopped`, `changed`; else null. */
export function endsInReview({ job }: Pick<AppState, 'job'>): 'denied' | 'stopped' | 'changed' | null {
  if (job === null || job.stage !== 'ended' || job.receipt === null) return null;
  const { failure, drives, outcome } = job.receipt;
  if (failure?.code === 'ELEVATION_DENIED') return 'denied';
  const isTouched = drives.some((drive) => drive.isTouched);
  if (isTouched) return null;
  if (drives.some((drive) => drive.failure?.code === 'DRIVE_CHANGED')) return 'changed';
  return outcome === 'cancelled' && !job.hasBegun ? 'stopped' : null;
}

function estimateOf(plan: { planId: string; estimate: NonNullable<AppState['estimate']>['value'] | null }) {
  return plan.estimate === null ? null : { planId: plan.planId, value: plan.estimate };
}
