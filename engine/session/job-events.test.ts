import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldJobEvent } from '#contract/fold-job-event.ts';
import type { JobEvent, Progress } from '#contract/job.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { fakeBoot } from '../platform/fake/fake-boot.ts';
import { type JobMeters, jobEvents, stageEvent } from './job-events.ts';

const drive = sampleDrive({ usbMbps: 480 });
const GRAPH = { binBytes: 1, bins: [] };
const start: JobSnapshot = {
  jobId: 'job',
  planId: 'plan',
  mode: 'write',
  stage: 'starting',
  image: {
    path: '/x/a.iso',
    name: 'a.iso',
    file: { device: '1', inode: '2', sizeBytes: 200, modifiedNs: '3' },
    layers: [],
    entryName: null,
    sizeBytes: 200,
    content: 'iso9660',
    partitionTable: 'gpt',
    isHybrid: true,
    volumeLabel: null,
    system: null,
    warnings: [],
    boot: fakeBoot.hybrid,
  },
  verify: true,
  eject: true,
  startedAt: '2026-11-23T09:00:00.000Z',
  elapsedMs: 0,
  rights: null,
  checking: null,
  source: null,
  hasBegun: false,
  drives: [
    { drive, phase: 'queued', progress: null, writeGraph: GRAPH, verifyGraph: GRAPH, bottleneck: null, result: null },
  ],
  receipt: null,
  receiptFailure: null,
};

function progress(doneBytes: number, elapsedMs: number, changes: Partial<Progress> = {}): JobEvent {
  const figures: Progress = {
    driveId: drive.id,
    phase: 'writing',
    doneBytes,
    totalBytes: 200,
    speedBytesPerSec: 1,
    averageBytesPerSec: 1,
    etaMs: null,
    stalledMs: null,
    retries: 0,
    elapsedMs,
    ...changes,
  };
  return { event: 'progress', progress: figures };
}

const phase = (name: Progress['phase']): JobEvent => ({ event: 'phase', driveId: drive.id, phase: name });

/** The job after these events, each at its own time. */
function after(...events: readonly (readonly [elapsedMs: number, event: JobEvent])[]): JobSnapshot {
  let job: JobSnapshot = start;
  let meters: JobMeters = new Map();
  for (const [elapsedMs, event] of events) {
    const step = jobEvents(job, meters, { event, elapsedMs });
    meters = step.meters;
    job = step.events.reduce<JobSnapshot | null>(foldJobEvent, job) ?? job;
  }
  return job;
}

test('a job goes through its stages, and what belongs to one is gone in the next', () => {
  const checking = after([5, { event: 'checking', doneBytes: 1, totalBytes: 200 }]);
  assert.deepEqual([checking.stage, checking.checking], ['checking', { doneBytes: 1, totalBytes: 200 }]);
  const elevating = after(
    [5, { event: 'checking', doneBytes: 1, totalBytes: 200 }],
    [9, { event: 'elevating', how: 'sudo' }],
  );
  assert.deepEqual([elevating.stage, elevating.checking, elevating.rights], ['elevating', null, 'sudo']);
  const running = after([9, { event: 'elevating', how: 'sudo' }], [20, { event: 'started' }]);
  assert.deepEqual([running.stage, running.rights, running.hasBegun, running.elapsedMs], ['running', null, true, 20]);
});

test('a pass that is over before its first figures has its whole graph', () => {
  const job = after([100, phase('writing')], [200, phase('flushing')]);
  assert.deepEqual(job.drives[0]?.writeGraph, { binBytes: 1, bins: Array<number>(200).fill(2000) });
});

test('a pass that failed keeps its gap', () => {
  const job = after([0, phase('writing')], [100, progress(50, 100)], [150, phase('releasing')]);
  assert.equal(job.drives[0]?.writeGraph.bins.length, 50);
});

test('both passes have a graph of their own', () => {
  const job = after(
    [0, phase('writing')],
    [100, progress(100, 100)],
    [200, phase('flushing')],
    [300, phase('verifying')],
    [350, progress(200, 350, { phase: 'verifying' })],
    [400, phase('finishing')],
  );
  const [shown] = job.drives;
  assert.deepEqual([shown?.writeGraph.bins[0], shown?.writeGraph.bins.length], [1000, 200]);
  assert.deepEqual([shown?.verifyGraph.bins[0], shown?.verifyGraph.bins.length], [4000, 200]);
});

test('a USB 2 link is named as the limit only where it is at its limit', () => {
  const at = (averageBytesPerSec: number) => after([0, phase('writing')], [1, progress(1, 1, { averageBytesPerSec })]);
  assert.equal(at(30e6).drives[0]?.bottleneck, 'usb-port');
  assert.equal(at(8e6).drives[0]?.bottleneck, null);
});

test('a job that is being stopped does not look as if it went on', () => {
  const stopping = foldJobEvent(start, stageEvent(start, 5, { stage: 'stopping' })) ?? start;
  const { events } = jobEvents(stopping, new Map(), { event: { event: 'started' }, elapsedMs: 6 });
  const job = events.reduce<JobSnapshot | null>(foldJobEvent, stopping);
  assert.deepEqual([job?.stage, job?.hasBegun], ['stopping', true]);
});

test('events of another job and of unknown drives change nothing', () => {
  const other = { ...start, jobId: 'other' };
  assert.equal(foldJobEvent(other, stageEvent(start, 5, { stage: 'running' })), other);
  const unknown = { event: 'phase', driveId: 'none', phase: 'writing' } as const;
  assert.deepEqual(jobEvents(start, new Map(), { event: unknown, elapsedMs: 1 }).events, []);
  assert.equal(foldJobEvent(null, stageEvent(start, 5, { stage: 'running' })), null);
});
