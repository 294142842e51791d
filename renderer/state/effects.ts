import type { MethodName, ParamsOf, ResultOf } from '#contract/methods.ts';
import { failureOf, type PageHost } from '../host/page-host.ts';
import type { AppEvent, AppEventType, EventOfType } from './app-event.ts';
import type { AppState } from './app-state.ts';

export interface EffectTools {
  readonly host: PageHost;
  readonly send: (event: AppEvent) => void;
  readonly after: AppState;
  readonly before: AppState;
}

type Effects = { readonly [T in AppEventType]?: (event: EventOfType<T>, tools: EffectTools) => void };

/** On which event which call is made, and which event its answer becomes. Nothing else calls the host for an event. */
const EFFECTS: Effects = {
  'image.pathGiven': ({ path }, tools) => run(tools, 'image.inspect', { path }),
  'image.dialogAsked': (_, tools) =>
    run(tools, 'image.choose', {}, (path) => path !== null && tools.send({ type: 'image.pathGiven', path })),
  'url.given': ({ url, expectedDigest }, tools) => run(tools, 'image.fromUrl', { url, expectedDigest }),
  'catalogue.chosen': ({ id }, tools) => run(tools, 'image.fromCatalogue', { id }),
  'download.asked': ({ folder, isKept }, tools) => run(tools, 'image.download', { folder, isKept }),
  'download.pauseAsked': (_, tools) => run(tools, 'image.pauseDownload', {}),
  'image.cleared': (_, tools) => run(tools, 'image.clear', {}),
  'digest.asked': (_, tools) => run(tools, 'image.digest', {}),
  'digest.stopAsked': (_, tools) => run(tools, 'image.stopDigest', {}),
  'raw.allowed': ({ isAllowed }, tools) => run(tools, 'image.allowRaw', { isAllowed }),
  'expected.removed': (_, tools) => run(tools, 'image.forgetExpected', {}),
  'drives.rescanAsked': (_, tools) => run(tools, 'drives.rescan', {}),
  'practice.asked': ({ sizeBytes }, tools) => run(tools, 'practice.create', { sizeBytes }),
  'practice.removeAsked': ({ driveId }, tools) => run(tools, 'practice.remove', { driveId }),
  'settings.changed': ({ changes }, tools) => run(tools, 'settings.set', { changes }),
  'review.asked': (_, tools) => makePlan(tools),
  'review.againAsked': (_, tools) => makePlan(tools),
  'result.retryAsked': (_, tools) => {
    run(tools, 'job.dismiss', {});
    makePlan(tools);
  },
  'job.told': (_, tools) => {
    // the job ended before anything began: the reducer went back to Review
    if (tools.before.reviewRequests === tools.after.reviewRequests) {
      if (tools.after.review.state === 'stale' && tools.before.review.state !== 'stale') run(tools, 'job.dismiss', {});
      return;
    }
    run(tools, 'job.dismiss', {});
    makePlan(tools);
  },
  'plan.confirmed': (_, tools) => confirm(tools),
  'stop.asked': ({ driveId, how }, tools) =>
    run(tools, how === 'cancel' ? 'job.cancel' : 'job.skipVerify', { driveId }),
  'drive.ejectAsked': ({ driveId }, { host, send }) => {
    host.call('drive.eject', { driveId }).then(
      () => send({ type: 'drive.ejected', driveId }),
      (reason: unknown) => send({ type: 'drive.ejectFailed', driveId, failure: failureOf(reason, 'drive.eject') }),
    );
  },
  'contents.asked': ({ driveId }, { host, send, before }) => {
    if (before.contents[driveId]?.state === 'looking') return;
    host.call('drive.contents', { driveId }).then(
      (contents) => send({ type: 'contents.arrived', driveId, contents }),
      (reason: unknown) => send({ type: 'contents.failed', driveId, failure: failureOf(reason, 'drive.contents') }),
    );
  },
  'contents.stopAsked': (_, tools) => run(tools, 'drive.stopContents', {}),
  'recheck.asked': (event, tools) => recheck(event, tools),
  'result.moreAsked': (_, tools) => run(tools, 'job.dismiss', {}),
  'result.newImageAsked': (_, tools) => run(tools, 'job.dismiss', {}, () => run(tools, 'image.clear', {})),
};

/** Does what an event asks of the host. */
export function runEffect<E extends AppEvent>(event: E, tools: EffectTools): void {
  const effect = EFFECTS[event.type] as ((event: E, tools: EffectTools) => void) | undefined;
  effect?.(event, tools);
}

function makePlan({ host, send, after, before }: EffectTools): void {
  const { review, unlocked, reviewRequests: request } = after;
  if (review.state !== 'making' || before.reviewRequests === request) return;
  const codes = Object.fromEntries(Object.entries(unlocked).filter(([id]) => review.driveIds.includes(id)));
  const { driveIds, isContinued } = review;
  host.call('plan.make', { mode: 'write', driveIds, codes, isContinued }).then(
    (plan) => send({ type: 'review.made', plan, request }),
    (reason: unknown) => send({ type: 'review.refused', failure: failureOf(reason, 'plan.make'), request }),
  );
}

/** Nothing is written and nothing is to be decided: the plan is carried out as soon as it is made. */
function recheck({ driveId, jobId }: EventOfType<'recheck.asked'>, { host, send, before }: EffectTools): void {
  if (before.job !== null && before.job.stage !== 'ended') return;
  host
    .call('plan.make', { mode: 'verify', driveIds: [driveId], codes: {}, recheckOf: jobId })
    .then(({ planId }) => host.call('plan.confirm', { planId, codes: {}, verify: true, eject: false }))
    .catch((reason: unknown) => send({ type: 'call.failed', failure: failureOf(reason, 'plan.make') }));
}

/** The reducer lets only a plan through whose every code is right; the host checks again. */
function confirm({ host, send, after, before }: EffectTools): void {
  const { review } = after;
  if (review.state !== 'confirming' || before.review.state !== 'open') return;
  const { plan, choices } = review;
  const needed = plan.drives.filter(({ needsCode }) => needsCode);
  const codes = Object.fromEntries(needed.map(({ drive }) => [drive.id, choices.codes[drive.id] ?? '']));
  const { planId } = plan;
  host
    .call('plan.confirm', { planId, codes, verify: choices.verify, eject: choices.eject })
    .catch((reason: unknown) => {
      send({ type: 'plan.confirmFailed', planId, failure: failureOf(reason, 'plan.confirm') });
    });
}

function run<M extends MethodName>(
  { host, send }: EffectTools,
  ...[method, params, then]: [M, ParamsOf<M>, ((result: ResultOf<M>) => void)?]
): void {
  host.call(method, params).then(then, (reason: unknown) => {
    const failure = failureOf(reason, method);
    // the strip about the connection says so already
    if (failure.code !== 'HOST_LOST') send({ type: 'call.failed', failure });
  });
}
