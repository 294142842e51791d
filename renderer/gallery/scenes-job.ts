import type { Drive } from '#contract/drive.ts';
import type { ErrorCode } from '#contract/errors.ts';
import type { JobSnapshot } from '#contract/job-view.ts';
import type { PlanSummary } from '#contract/session.ts';
import type { AppState } from '../state/app-state.ts';
import { ALL_CODES, failure } from './sample-failures.ts';
import { EIGHT, HOSTILE, KINGSTON, PRACTICE, SAMSUNG, SANDISK } from './sample-drives.ts';
import { IMAGE_BYTES, PACKED, PROXMOX, ready, SHA256 } from './sample-image.ts';
import { endedJob, job, jobDrive, receipt, result } from './sample-jobs.ts';
import { type Scene, scene } from './scene.ts';
import { MANY_CONTENTS } from './scenes-contents.ts';

function plan(drives: readonly Drive[]): PlanSummary {
  return {
    planId: 'plan-1',
    mode: 'write',
    image: PROXMOX,
    checksum: {
      state: 'matched',
      expected: {
        algorithm: 'sha256',
        digest: SHA256,
        from: 'pasted',
        fileName: null,
        signature: null,
        unknownKeys: [],
      },
      digests: { fileSha256: SHA256, imageSha256: SHA256, fileSha512: null, imageSha512: null },
      of: 'file',
    },
    drives: drives.map((drive) => ({ drive, needsCode: drive.risks.length > 0, continueBytes: 0 })),
    neededBytes: IMAGE_BYTES,
    rights: 'pkexec',
    estimate: { writeMs: 210_000, verifyMs: 118_000, basis: 'typical' },
  };
}

type OpenReview = Extract<AppState['review'], { state: 'open' | 'confirming' }>;

function review(name: string, drives: readonly Drive[], part: Partial<OpenReview> = {}): Scene {
  const codes = Object.fromEntries(drives.map(({ id }) => [id, '']));
  return scene(`review-${name}`, {
    image: ready(PROXMOX),
    session: { plans: [{ planId: 'plan-1', state: 'open' }] },
    state: {
      ticked: drives.map(({ id }) => id),
      review: {
        state: 'open',
        plan: plan(drives),
        choices: { codes, verify: true, eject: true },
        notice: null,
        ...part,
      },
    },
  });
}

function withContents({ state, ...rest }: Scene): Scene {
  const contents = { [SANDISK.id]: { state: 'shown', contents: MANY_CONTENTS } } as const;
  return { ...rest, state: { ...state, contents } };
}

const TWO = [SANDISK, SAMSUNG];
const PAIR = [SANDISK, KINGSTON];
const choices = { codes: { [SAMSUNG.id]: '7C1E' }, verify: false, eject: true };
const ESTIMATE = { planId: 'plan-1', value: { writeMs: 210_000, verifyMs: 118_000, basis: 'typical' } } as const;

const WRITING = [
  jobDrive({ drive: SANDISK, phase: 'writing', percent: 82, writeSpeed: 38.9 }),
  jobDrive({ drive: KINGSTON, phase: 'writing', percent: 31, writeSpeed: 8.4, bottleneck: 'usb-port' }),
];
const running = (drives: readonly ReturnType<typeof jobDrive>[], part: Parameters<typeof scene>[1] = {}) => ({
  ...part,
  state: { job: job({ drives }), estimate: ESTIMATE, ...part.state },
});
const stalled = (stalledMs: number) => [
  jobDrive({ drive: SANDISK, phase: 'writing', percent: 62, writeSpeed: 38.9 }),
  jobDrive({ drive: KINGSTON, phase: 'writing', percent: 30, writeSpeed: 8.4, stalledMs }),
];
const silentFor = (silentMs: number | null): JobSnapshot['source'] => ({
  doneBytes: 0,
  totalBytes: null,
  isWaiting: true,
  isLimit: false,
  silentMs,
});
const gone = result(KINGSTON, {
  outcome: 'failed',
  failure: failure('DRIVE_GONE'),
  writtenBytes: Math.floor(IMAGE_BYTES * 0.58),
  continueBytes: Math.floor(IMAGE_BYTES * 0.57),
  ejected: false,
});
const bad = result(KINGSTON, {
  outcome: 'failed',
  failure: failure('VERIFY_MISMATCH'),
  retries: 2,
  ejected: false,
  writeBytesPerSec: 8.4e6,
});
const MENDED = result(KINGSTON, {
  retries: 3,
  badSpots: [
    { offsetBytes: 734_003_200, lengthBytes: 65_536, rewrites: 1, isGood: true },
    { offsetBytes: 1_002_438_656, lengthBytes: 65_536, rewrites: 2, isGood: true },
  ],
});
const inUse = result(KINGSTON, { ejected: false, writeBytesPerSec: 8.4e6, warnings: [failure('EJECT_FAILED')] });

const ended = (name: string, drives: readonly Drive[], made: ReturnType<typeof receipt>) =>
  scene(`result-${name}`, { state: { job: endedJob(drives, made) } });

/** Review, permission, progress and results. */
export const JOB_SCENES: readonly Scene[] = [
  review('one', [SANDISK]),
  review('two', TWO),
  withContents(review('contents', TWO)),
  review('continue', [KINGSTON], {
    plan: {
      ...plan([KINGSTON]),
      drives: [{ drive: KINGSTON, needsCode: false, continueBytes: Math.floor(IMAGE_BYTES * 0.57) }],
    },
  }),
  review('unchecked', TWO, { choices }),
  review('denied', TWO, { notice: 'denied' }),
  review('hostile', [HOSTILE]),
  review('consent', [SANDISK], { plan: { ...plan([SANDISK]), rights: 'uac' } }), // as on Windows
  scene('review-stale', {
    state: { review: { state: 'stale', plan: plan(TWO), driveIds: TWO.map(({ id }) => id), what: 'drives' } },
  }),
  scene('review-refused', {
    state: {
      review: {
        state: 'refused',
        failure: failure('DRIVE_NOT_FOUND', { nothingWritten: true }),
        driveIds: [KINGSTON.id],
      },
    },
  }),
  scene('elevating', {
    state: { job: job({ drives: WRITING, stage: 'elevating', rights: 'pkexec', hasBegun: false }) },
  }),
  scene('job-checking', {
    state: {
      job: job({
        stage: 'checking',
        hasBegun: false,
        elapsedMs: 6000,
        checking: { doneBytes: 600e6, totalBytes: IMAGE_BYTES },
        drives: PAIR.map((drive) => jobDrive({ drive, phase: 'queued', percent: 0, writeSpeed: 1 })),
      }),
    },
  }),
  scene('job-preparing', {
    state: {
      job: job({
        elapsedMs: 1000,
        drives: PAIR.map((drive) => jobDrive({ drive, phase: 'preparing', percent: 0, writeSpeed: 1 })),
      }),
    },
  }),
  scene('job-writing', running(WRITING)),
  scene(
    'job-writing-one',
    running([jobDrive({ drive: SANDISK, phase: 'writing', percent: 58, writeSpeed: 38.9, slowAt: 70 })]),
  ),
  scene(
    'job-writing-eight',
    running(
      EIGHT.map((drive, at) =>
        jobDrive({
          drive,
          phase: 'writing',
          percent: 40 + at * 4,
          writeSpeed: 18 + at * 2.5,
          slowAt: at === 3 ? 40 : -99,
        }),
      ),
    ),
  ),
  scene(
    'job-unknown-size',
    running(
      [
        jobDrive({
          drive: SANDISK,
          phase: 'writing',
          percent: 40,
          writeSpeed: 30,
          sizeUnknown: true,
          bottleneck: 'decoder',
        }),
      ],
      {
        state: {
          job: job({
            image: PACKED,
            drives: [
              jobDrive({
                drive: SANDISK,
                phase: 'writing',
                percent: 40,
                writeSpeed: 30,
                sizeUnknown: true,
                bottleneck: 'decoder',
              }),
            ],
          }),
        },
      },
    ),
  ),
  scene('job-storing', running([jobDrive({ drive: SANDISK, phase: 'flushing', percent: 100, writeSpeed: 38.9 })])),
  scene(
    'job-verifying',
    running([jobDrive({ drive: SANDISK, phase: 'verifying', percent: 64, writeSpeed: 38.9, slowAt: 90 })]),
  ),
  scene('job-table', running(WRITING, { press: ['graph.asTable'] })),
  scene('job-stalled', running(stalled(12_000))),
  scene('job-image-silent', running(WRITING, { state: { job: job({ drives: WRITING, source: silentFor(14_000) }) } })),
  scene('job-server-lost', running(WRITING, { state: { job: job({ drives: WRITING, source: silentFor(null) }) } })),
  scene('job-stalled-long', running(stalled(64_000))),
  scene(
    'job-one-failed',
    running([
      jobDrive({ drive: SANDISK, phase: 'writing', percent: 82, writeSpeed: 38.9 }),
      jobDrive({ drive: KINGSTON, phase: 'ended', percent: 58, writeSpeed: 8.4, result: gone }),
    ]),
  ),
  scene('job-stop-writing', running(WRITING, { press: ['job.stop'] })),
  scene(
    'job-stop-checking',
    running([jobDrive({ drive: SANDISK, phase: 'verifying', percent: 64, writeSpeed: 38.9 })], { press: ['job.stop'] }),
  ),
  scene('job-stopping', { state: { job: job({ drives: WRITING, stage: 'stopping' }) } }),
  scene('job-lost', running(WRITING, { connection: 'lost', info: { isRemote: true } })),
  scene('job-elsewhere', running(WRITING, { state: { place: { name: 'settings' } } })),
  ended('verified', PAIR, receipt([result(SANDISK), inUse])),
  ended(
    'unverified',
    PAIR,
    receipt(
      PAIR.map((drive) => result(drive, { outcome: 'unverified' })),
      { outcome: 'unverified' },
    ),
  ),
  scene('result-replug', {
    state: { job: endedJob([SANDISK], receipt([result(SANDISK)])) },
    press: ['replug.button'],
  }),
  ended('practice', [PRACTICE], receipt([result(PRACTICE)])),
  ended('mended', PAIR, receipt([result(SANDISK), MENDED])),
  scene(
    'job-rewriting',
    running([
      jobDrive({ drive: SANDISK, phase: 'verifying', percent: 100, writeSpeed: 38.9, retries: 2 }),
      jobDrive({ drive: KINGSTON, phase: 'writing', percent: 64, writeSpeed: 8.4 }),
    ]),
  ),
  ended('partial', PAIR, receipt([result(SANDISK), bad], { outcome: 'partial' })),
  ended(
    'failed',
    PAIR,
    receipt([result(SANDISK, { outcome: 'failed', failure: failure('WRITE_IO'), ejected: false }), gone], {
      outcome: 'failed',
    }),
  ),
  ended(
    'cancelled',
    PAIR,
    receipt(
      PAIR.map((drive) => result(drive, { outcome: 'cancelled', ejected: false, continueBytes: 900e6 })),
      { outcome: 'cancelled' },
    ),
  ),
  ended(
    'no-permission',
    PAIR,
    receipt([], { outcome: 'failed', failure: failure('ELEVATION_UNAVAILABLE', { nothingWritten: true }) }),
  ),
  ...ALL_CODES.map(errorScene),
];

/** Each code where it can come up: on the image, on the list, on a drive, on the whole job. */
function errorScene(code: ErrorCode): Scene {
  const name = `error-${code}`;
  const found = failure(code);
  if (code.startsWith('IMAGE_') || code === 'DECOMPRESS_FAILED') {
    return scene(name, { image: { state: 'rejected', path: PROXMOX.path, name: PROXMOX.name, failure: found } });
  }
  if ('drive' in found.params) {
    const verifiedBytes = code === 'VERIFY_MISMATCH' ? IMAGE_BYTES : 0;
    const failed = result(KINGSTON, { outcome: 'failed', failure: found, ejected: false, verifiedBytes });
    return scene(name, { state: { job: endedJob([KINGSTON], receipt([failed], { outcome: 'failed' })) } });
  }
  const nothing = failure(code, { nothingWritten: true });
  return scene(name, { state: { job: endedJob([], receipt([], { outcome: 'failed', failure: nothing })) } });
}
