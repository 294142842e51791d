import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { SessionState } from '#contract/session.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { KINGSTON, LOCKED, SAMSUNG, SANDISK } from '../gallery/sample-drives.ts';
import { failure } from '../gallery/sample-failures.ts';
import { IMAGE_BYTES, PROXMOX, ready } from '../gallery/sample-image.ts';
import { endedJob, job, jobDrive, receipt, result } from '../gallery/sample-jobs.ts';
import type { AppEvent } from './app-event.ts';
import { type AppState, INITIAL_STATE } from './app-state.ts';
import { reduce } from './reduce.ts';
import { endsInReview } from './reduce-review.ts';
import { screenOf } from './screen-of.ts';

const SESSION: SessionState = {
  image: ready(PROXMOX),
  plans: [{ planId: 'plan-1', state: 'open' }],
  jobId: null,
  settings: DEFAULT_SETTINGS,
  look: null,
  receiptsRevision: 0,
  update: null,
};
const PLAN = {
  planId: 'plan-1',
  mode: 'write',
  image: PROXMOX,
  checksum: { state: 'unknown', expected: null, failure: null },
  drives: [
    { drive: SANDISK, needsCode: false, continueBytes: 0 },
    { drive: SAMSUNG, needsCode: true, continueBytes: 0 },
  ],
  neededBytes: IMAGE_BYTES,
  rights: 'pkexec',
  estimate: null,
} as const;

const listed = (drives: readonly (typeof SANDISK)[], atMs = 0): AppEvent => ({
  type: 'drives.changed',
  drives: { state: 'listed', drives },
  atMs,
});
const told = (snapshot: JobSnapshot | null): AppEvent => ({
  type: 'job.told',
  events: [{ kind: 'snapshot', job: snapshot }],
});

const START: AppState = run(INITIAL_STATE, [
  { type: 'connection.changed', connection: 'connected' },
  { type: 'session.changed', session: SESSION },
  listed([SANDISK, KINGSTON, SAMSUNG, ...LOCKED]),
]);
const OPEN = run(START, [
  { type: 'drive.ticked', driveId: SANDISK.id },
  { type: 'drive.ticked', driveId: SAMSUNG.id },
  { type: 'review.asked', driveIds: [SANDISK.id, SAMSUNG.id] },
  { type: 'review.made', plan: PLAN, request: 1 },
]);
const RIGHT = run(OPEN, [{ type: 'code.typed', driveId: SAMSUNG.id, code: '７ｃ１ｅ ' }]);
const CONFIRMING = run(RIGHT, [{ type: 'plan.confirmed' }]);

function run(state: AppState, events: readonly AppEvent[]): AppState {
  return events.reduce(reduce, state);
}

test('nothing is ticked at the start, and not when a single drive is there', () => {
  assert.deepEqual(START.ticked, []);
  assert.deepEqual(run(INITIAL_STATE, [listed([SANDISK])]).ticked, []);
});

test('a drive that comes back is not ticked', () => {
  const ticked = run(START, [{ type: 'drive.ticked', driveId: SANDISK.id }]);
  const gone = run(ticked, [listed([KINGSTON])]);
  assert.deepEqual(gone.ticked, []);
  assert.deepEqual(gone.lost, [{ name: 'SanDisk Ultra Fit', why: 'gone', missingBytes: 0 }]);
  assert.deepEqual(run(gone, [listed([KINGSTON, SANDISK])]).ticked, []);
});

test('a ticked drive that turns out too small loses its tick with the reason', () => {
  const ticked = run(START, [{ type: 'drive.ticked', driveId: SANDISK.id }]);
  const small = { ...SANDISK, protections: [{ code: 'too-small', detail: '400000000', canUnlock: false } as const] };
  const after = run(ticked, [listed([small])]);
  assert.deepEqual(after.ticked, []);
  assert.deepEqual(after.lost, [{ name: 'SanDisk Ultra Fit', why: 'too-small', missingBytes: 400_000_000 }]);
});

test('a locked drive cannot be ticked, an unlocked one can, and locking again takes the tick', () => {
  const internal = LOCKED.find(({ identity }) => identity.devicePath === '/dev/sda');
  assert.ok(internal);
  const { id, code } = internal;
  assert.equal(run(START, [{ type: 'drive.ticked', driveId: id }]), START);
  const unlocked = run(START, [
    { type: 'drive.unlocked', driveId: id, code },
    { type: 'drive.ticked', driveId: id },
  ]);
  assert.deepEqual(unlocked.ticked, [id]);
  const locked = run(unlocked, [{ type: 'drive.lockedAgain', driveId: id }]);
  assert.deepEqual([locked.ticked, locked.unlocked], [[], {}]);
});

test('an unknown drive cannot be ticked', () => {
  assert.equal(run(START, [{ type: 'drive.ticked', driveId: 'sdz#00000000' }]), START);
});

test('only drives that appear later are new', () => {
  assert.equal(START.appearedAtMs[SANDISK.id], null);
  const more = run(run(INITIAL_STATE, [listed([SANDISK])]), [listed([SANDISK, KINGSTON], 5000)]);
  assert.deepEqual([more.appearedAtMs[SANDISK.id], more.appearedAtMs[KINGSTON.id]], [null, 5000]);
});

test('an answer to an older request for a plan is ignored', () => {
  const twice = run(START, [
    { type: 'review.asked', driveIds: [SANDISK.id] },
    { type: 'review.left' },
    { type: 'review.asked', driveIds: [KINGSTON.id] },
  ]);
  assert.equal(run(twice, [{ type: 'review.made', plan: PLAN, request: 1 }]), twice);
  assert.equal(run(twice, [{ type: 'review.made', plan: PLAN, request: 2 }]).review.state, 'open');
});

test('a plan is confirmed only when every code is right; full-width letters are right too', () => {
  assert.equal(run(OPEN, [{ type: 'plan.confirmed' }]), OPEN);
  const wrong = run(OPEN, [{ type: 'code.typed', driveId: SAMSUNG.id, code: '7C1F' }]);
  assert.equal(run(wrong, [{ type: 'plan.confirmed' }]), wrong);
  assert.equal(CONFIRMING.review.state, 'confirming');
});

test('leaving the review keeps the ticks', () => {
  const left = run(OPEN, [{ type: 'review.left' }]);
  assert.deepEqual([left.review.state, left.ticked], ['none', [SANDISK.id, SAMSUNG.id]]);
});

test('a review cannot be left while its confirmation is on its way', () => {
  assert.equal(run(CONFIRMING, [{ type: 'review.left' }]), CONFIRMING);
});

test('a plan that is stale or gone closes the review with its reason', () => {
  const stale: SessionState = { ...SESSION, plans: [{ planId: 'plan-1', state: 'stale' }] };
  const gone: SessionState = { ...SESSION, plans: [] };
  for (const session of [stale, gone]) {
    const { review } = run(OPEN, [{ type: 'session.changed', session }]);
    assert.equal(review.state === 'stale' && review.what, 'drives');
  }
  const changed: SessionState = {
    ...stale,
    image: { state: 'rejected', path: PROXMOX.path, name: PROXMOX.name, failure: failure('IMAGE_CHANGED') },
  };
  const { review } = run(OPEN, [{ type: 'session.changed', session: changed }]);
  assert.equal(review.state === 'stale' && review.what, 'image');
});

test('a confirmation that finds another drive is stale; other refusals are told', () => {
  const told403 = run(CONFIRMING, [
    { type: 'plan.confirmFailed', planId: 'plan-1', failure: failure('DRIVE_CHANGED') },
  ]);
  assert.equal(told403.review.state, 'stale');
  const refused = run(CONFIRMING, [
    { type: 'plan.confirmFailed', planId: 'plan-1', failure: failure('DRIVE_PROTECTED') },
  ]);
  assert.equal(refused.review.state, 'refused');
  const other = run(CONFIRMING, [{ type: 'plan.confirmFailed', planId: 'plan-9', failure: failure('INTERNAL') }]);
  assert.equal(other, CONFIRMING);
});

test('permission that was not given leads back to the review, with the ticks and without the codes', () => {
  const pair = [jobDrive({ drive: SANDISK, phase: 'queued', percent: 0, writeSpeed: 1 })];
  const asking = run(CONFIRMING, [told(job({ drives: pair, stage: 'elevating', hasBegun: false, rights: 'pkexec' }))]);
  assert.equal(asking.review.state, 'confirming');
  const denied = endedJob([SANDISK], receipt([], { outcome: 'failed', failure: failure('ELEVATION_DENIED') }));
  const back = run(asking, [told({ ...denied, hasBegun: false })]);
  assert.deepEqual([back.job, back.ticked], [null, [SANDISK.id]]);
  assert.equal(back.review.state === 'making' && back.review.notice, 'denied');
  const again = run(back, [{ type: 'review.made', plan: PLAN, request: 2 }]);
  assert.deepEqual(again.review.state === 'open' && again.review.choices.codes, { [SANDISK.id]: '', [SAMSUNG.id]: '' });
});

test('reviewing again after a swap goes back to the list: the new drive is not ticked', () => {
  const changed: AppEvent = { type: 'plan.confirmFailed', planId: 'plan-1', failure: failure('DRIVE_CHANGED') };
  const same = run(CONFIRMING, [changed, { type: 'review.againAsked' }]);
  assert.equal(same.review.state, 'making');
  const swapped = run(CONFIRMING, [listed([KINGSTON, SAMSUNG]), changed, { type: 'review.againAsked' }]);
  assert.deepEqual(
    [swapped.review.state, swapped.ticked, swapped.lost[0]?.name],
    ['none', [SAMSUNG.id], 'SanDisk Ultra Fit'],
  );
});

test('a drive that was swapped before anything was written leads to a stale review', () => {
  const swapped = result(SANDISK, { outcome: 'failed', failure: failure('DRIVE_CHANGED'), isTouched: false });
  const after = run(CONFIRMING, [told(endedJob([SANDISK], receipt([swapped], { outcome: 'failed' })))]);
  assert.equal(after.review.state, 'stale');
  assert.deepEqual([after.job, after.ticked], [null, []]);
});

test('a finished job is a result: ticks, lifted locks and the review are used up', () => {
  const done = run(CONFIRMING, [told(endedJob([SANDISK], receipt([result(SANDISK)])))]);
  assert.deepEqual([done.ticked, done.unlocked, done.review], [[], {}, { state: 'none' }]);
  assert.equal(endsInReview(done), null);
});

test('late events of an ended job change nothing', () => {
  const done = run(START, [told(endedJob([SANDISK], receipt([result(SANDISK)])))]);
  const late: AppEvent = {
    type: 'job.told',
    events: [
      { kind: 'stage', jobId: 'job-1', elapsedMs: 1, stage: 'running', rights: null, checking: null, hasBegun: true },
    ],
  };
  assert.equal(run(done, [late]), done);
});

test('more drives: the image stays, nothing is ticked', () => {
  const done = run(CONFIRMING, [told(endedJob([SANDISK], receipt([result(SANDISK)])))]);
  const more = run(done, [{ type: 'result.moreAsked' }]);
  assert.deepEqual([more.job, more.ticked, more.session?.image.state], [null, [], 'ready']);
});

test('a running job is not put away', () => {
  const running = run(START, [
    told(job({ drives: [jobDrive({ drive: SANDISK, phase: 'writing', percent: 5, writeSpeed: 9 })] })),
  ]);
  assert.equal(run(running, [{ type: 'result.moreAsked' }]), running);
  assert.equal(run(running, [{ type: 'result.newImageAsked' }]), running);
  assert.equal(run(running, [{ type: 'result.retryAsked', driveIds: [SANDISK.id] }]), running);
});

test('writing the failed drive again asks for a plan with exactly that drive', () => {
  const bad = result(KINGSTON, { outcome: 'failed', failure: failure('VERIFY_MISMATCH') });
  const done = run(START, [
    told(endedJob([SANDISK, KINGSTON], receipt([result(SANDISK), bad], { outcome: 'partial' }))),
  ]);
  const { review } = run(done, [{ type: 'result.retryAsked', driveIds: [KINGSTON.id] }]);
  assert.deepEqual(review.state === 'making' && review.driveIds, [KINGSTON.id]);
});

test('patience with a drive ends when data flows again', () => {
  const stalled = (stalledMs: number) =>
    told(job({ drives: [jobDrive({ drive: SANDISK, phase: 'writing', percent: 30, writeSpeed: 9, stalledMs })] }));
  const waiting = run(START, [stalled(61_000), { type: 'wait.chosen', driveId: SANDISK.id }, stalled(62_000)]);
  assert.deepEqual(waiting.patience, [SANDISK.id]);
  assert.deepEqual(run(waiting, [stalled(0)]).patience, []);
});

test('every event is decided in every state: no throw, no lost tick rule, a screen for each', () => {
  const running = run(CONFIRMING, [
    told(job({ drives: [jobDrive({ drive: SANDISK, phase: 'writing', percent: 5, writeSpeed: 9 })] })),
  ]);
  const states: readonly AppState[] = [
    INITIAL_STATE,
    START,
    run(START, [{ type: 'review.asked', driveIds: [SANDISK.id] }]),
    OPEN,
    CONFIRMING,
    run(OPEN, [{ type: 'session.changed', session: { ...SESSION, plans: [] } }]),
    run(CONFIRMING, [{ type: 'plan.confirmFailed', planId: 'plan-1', failure: failure('INTERNAL') }]),
    running,
    run(running, [told(endedJob([SANDISK], receipt([result(SANDISK)])))]),
  ];
  for (const state of states) {
    for (const event of everyEvent()) {
      const after = reduce(state, event);
      assert.equal(reduce(state, event).review.state, after.review.state, 'the same event gives the same state');
      assert.ok(screenOf({ ...after, info: START.info }).length > 0);
      const mayTick =
        event.type === 'drive.ticked' || after.job !== state.job || after.review.state !== state.review.state;
      assert.ok(mayTick || after.ticked.every((id) => state.ticked.includes(id)), `${event.type} ticked a drive`);
    }
  }
});

function everyEvent(): readonly AppEvent[] {
  const driveId = SANDISK.id;
  const found = failure('INTERNAL');
  const events: { readonly [T in AppEvent['type']]: Extract<AppEvent, { type: T }> } = {
    'connection.changed': { type: 'connection.changed', connection: 'lost' },
    'info.arrived': {
      type: 'info.arrived',
      info: {
        name: 'stickwright',
        version: '0',
        machineName: 'bench-01',
        isRemote: false,
        platform: 'linux',
        systemLanguage: 'en',
        abilities: {
          canChooseFile: true,
          canBrowse: true,
          canTakeFile: true,
          isFileCopied: true,
          canPractice: true,
          canNotify: true,
          canStayAwake: true,
        },
        isDemo: false,
      },
    },
    'session.changed': { type: 'session.changed', session: SESSION },
    'drives.changed': {
      type: 'drives.changed',
      drives: { state: 'failed', failure: failure('DRIVE_LIST_FAILED') },
      atMs: 1,
    },
    'job.told': { type: 'job.told', events: [{ kind: 'snapshot', job: null }] },
    'place.chosen': { type: 'place.chosen', place: { name: 'help' } },
    'image.pathGiven': { type: 'image.pathGiven', path: '/a' },
    'url.formOpened': { type: 'url.formOpened', url: 'https://example.org/a.iso' },
    'catalogue.opened': { type: 'catalogue.opened' },
    'catalogue.chosen': { type: 'catalogue.chosen', id: 'debian' },
    'imageDialog.closed': { type: 'imageDialog.closed' },
    'url.given': { type: 'url.given', url: 'https://example.org/a.iso', expectedDigest: null },
    'download.asked': { type: 'download.asked', folder: null, isKept: true },
    'download.pauseAsked': { type: 'download.pauseAsked' },
    'image.dialogAsked': { type: 'image.dialogAsked' },
    'image.cleared': { type: 'image.cleared' },
    'digest.asked': { type: 'digest.asked' },
    'digest.stopAsked': { type: 'digest.stopAsked' },
    'trust.told': {
      type: 'trust.told',
      outcomes: [{ fileName: 'a', outcome: 'refused', reason: 'empty', names: [] }],
    },
    'expected.removed': { type: 'expected.removed' },
    'raw.allowed': { type: 'raw.allowed', isAllowed: true },
    'drives.rescanAsked': { type: 'drives.rescanAsked' },
    'drive.ticked': { type: 'drive.ticked', driveId },
    'drive.unticked': { type: 'drive.unticked', driveId },
    'drive.unlocked': { type: 'drive.unlocked', driveId, code: '4F21' },
    'drive.lockedAgain': { type: 'drive.lockedAgain', driveId },
    'contents.asked': { type: 'contents.asked', driveId },
    'contents.stopAsked': { type: 'contents.stopAsked' },
    'contents.arrived': { type: 'contents.arrived', driveId, contents: null },
    'contents.failed': { type: 'contents.failed', driveId, failure: found },
    'contents.hidden': { type: 'contents.hidden', driveId },
    'practice.asked': { type: 'practice.asked', sizeBytes: 512 },
    'practice.removeAsked': { type: 'practice.removeAsked', driveId },
    'review.asked': { type: 'review.asked', driveIds: [driveId] },
    'review.made': { type: 'review.made', plan: PLAN, request: 1 },
    'review.refused': { type: 'review.refused', failure: found, request: 1 },
    'review.againAsked': { type: 'review.againAsked' },
    'review.left': { type: 'review.left' },
    'code.typed': { type: 'code.typed', driveId, code: 'X' },
    'verify.chosen': { type: 'verify.chosen', verify: false },
    'eject.chosen': { type: 'eject.chosen', eject: false },
    'plan.confirmed': { type: 'plan.confirmed' },
    'plan.confirmFailed': { type: 'plan.confirmFailed', planId: 'plan-1', failure: found },
    'stop.asked': { type: 'stop.asked', driveId: null, how: 'cancel' },
    'wait.chosen': { type: 'wait.chosen', driveId },
    'drive.ejectAsked': { type: 'drive.ejectAsked', driveId },
    'drive.ejected': { type: 'drive.ejected', driveId },
    'drive.ejectFailed': { type: 'drive.ejectFailed', driveId, failure: found },
    'result.moreAsked': { type: 'result.moreAsked' },
    'result.newImageAsked': { type: 'result.newImageAsked' },
    'result.retryAsked': { type: 'result.retryAsked', driveIds: [driveId] },
    'recheck.asked': { type: 'recheck.asked', driveId, jobId: 'job-1' },
    'settings.changed': { type: 'settings.changed', changes: { sound: true } },
    'call.failed': { type: 'call.failed', failure: found },
    'notice.closed': { type: 'notice.closed' },
  };
  return Object.values(events);
}
