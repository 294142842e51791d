import type { Drive } from '#contract/drive.ts';
import type { JobEvent, Phase, Progress } from '#contract/job.ts';
import type { Bottleneck, GraphPoints, JobSnapshot, JobStage, JobTopicEvent } from '#contract/job-view.ts';
import type { RightsNeeded } from '#contract/session.ts';
import { type Metered, meterPass, type PassMeter, startPass } from './pass-meter.ts';

/** Speeds of a job in the making, beside its snapshot: drive id → the pass that runs. */
export type JobMeters = ReadonlyMap<string, PassMeter>;

export interface JobStep {
  readonly events: readonly JobTopicEvent[];
  readonly meters: JobMeters;
}

/** A USB 2 link carries 480 Mbit/s, of which sticks reach 30 to 42 MB/s; above this share the link is the limit. */
const USB2_MBPS = 480;
const LINK_LIMIT_SHARE = 0.4;
const RIGHTS: readonly RightsNeeded[] = [
  'none',
  'sudo',
  'sudo-without-password',
  'pkexec',
  'uac',
  'authopen',
  'unavailable',
];

/**
 * What the windows are told when the engine says `event` of the job in `job`, `elapsedMs` after it began. `ended` is told
 * by the caller, once the receipt is saved. Pure.
 */
export function jobEvents(
  job: JobSnapshot,
  meters: JobMeters,
  { event, elapsedMs }: { readonly event: JobEvent; readonly elapsedMs: number },
): JobStep {
  const { jobId } = job;
  switch (event.event) {
    case 'elevating':
      return only(stageEvent(job, elapsedMs, { stage: 'elevating', rights: rightsOf(event.how) }), meters);
    case 'started':
      return only(stageEvent(job, elapsedMs, { stage: 'running', hasBegun: true }), meters);
    case 'checking': {
      const { doneBytes, totalBytes } = event;
      return only(stageEvent(job, elapsedMs, { stage: 'checking', checking: { doneBytes, totalBytes } }), meters);
    }
    case 'source':
      return only({ kind: 'source', jobId, elapsedMs, source: event.source }, meters);
    case 'phase':
      return phaseStep(job, meters, { driveId: event.driveId, phase: event.phase, elapsedMs });
    case 'progress':
      return progressStep(job, meters, event.progress);
    case 'drive-ended':
      return only({ kind: 'drive-ended', jobId, elapsedMs, result: event.result }, meters);
    case 'ended':
      return { events: [], meters };
    default:
      return event satisfies never;
  }
}

/** A change of the job's stage; a job that is stopping stays so. */
export function stageEvent(
  job: JobSnapshot,
  elapsedMs: number,
  change: {
    readonly stage: JobStage;
    readonly rights?: RightsNeeded;
    readonly checking?: JobSnapshot['checking'];
    readonly hasBegun?: boolean;
  },
): JobTopicEvent {
  return {
    kind: 'stage',
    jobId: job.jobId,
    elapsedMs,
    stage: job.stage === 'stopping' ? 'stopping' : change.stage,
    rights: change.rights ?? null,
    checking: change.checking ?? null,
    hasBegun: change.hasBegun ?? job.hasBegun,
  };
}

function phaseStep(
  job: JobSnapshot,
  meters: JobMeters,
  change: { readonly driveId: string; readonly phase: Phase; readonly elapsedMs: number },
): JobStep {
  const { driveId, phase, elapsedMs } = change;
  const drive = job.drives.find((one) => one.drive.id === driveId);
  if (drive === undefined) return { events: [], meters };
  // a short pass may end before its first figures
  const totalBytes = drive.progress?.totalBytes ?? job.image.sizeBytes;
  const closed = closePass(meters.get(driveId), { phase, elapsedMs, totalBytes });
  const next = new Map(meters);
  next.delete(driveId);
  const pass = passOf(phase);
  if (pass !== null) next.set(driveId, startPass(pass, job.image.sizeBytes, elapsedMs));
  const event: JobTopicEvent = {
    kind: 'drive',
    jobId: job.jobId,
    driveId,
    elapsedMs,
    phase,
    progress: null,
    points: closed,
    bottleneck: null,
  };
  return { events: [event], meters: next };
}

function progressStep(job: JobSnapshot, meters: JobMeters, progress: Progress): JobStep {
  const { driveId, phase, elapsedMs } = progress;
  const drive = job.drives.find((one) => one.drive.id === driveId);
  if (drive === undefined) return { events: [], meters };
  const meter = meters.get(driveId);
  const isOfPass = meter !== undefined && meter.pass === passOf(phase);
  const metered: Metered | null = isOfPass
    ? meterPass(meter, { doneBytes: progress.doneBytes, atMs: elapsedMs })
    : null;
  const points = metered?.points ?? null;
  const event: JobTopicEvent = {
    kind: 'drive',
    jobId: job.jobId,
    driveId,
    elapsedMs,
    phase,
    progress,
    points: points === null ? [] : [points],
    bottleneck: bottleneckOf(drive.drive, progress, job.source?.isLimit === true),
  };
  return { events: [event], meters: metered === null ? meters : new Map(meters).set(driveId, metered.meter) };
}

/** The rest of a graph when its pass went on to the next phase: then all of it was done. A failed pass keeps its gap. */
function closePass(
  meter: PassMeter | undefined,
  change: { readonly phase: Phase; readonly elapsedMs: number; readonly totalBytes: number | null },
): readonly GraphPoints[] {
  const next = { write: 'flushing', verify: 'finishing' } as const;
  if (meter === undefined) return [];
  const doneBytes = change.totalBytes ?? meter.doneBytes;
  if (change.phase !== next[meter.pass] && meter.doneBytes < doneBytes) return [];
  const { points } = meterPass(meter, { doneBytes, atMs: change.elapsedMs }, true);
  return points === null ? [] : [points];
}

function passOf(phase: Phase): GraphPoints['pass'] | null {
  if (phase === 'writing') return 'write';
  return phase === 'verifying' ? 'verify' : null;
}

/** Only what is known: the server sends less than is asked for, or the average is at what the link can carry. */
function bottleneckOf(drive: Drive, progress: Progress, isServerSlow: boolean): Bottleneck | null {
  if (isServerSlow && passOf(progress.phase) !== null) return 'download';
  if (drive.usbMbps === null || drive.usbMbps > USB2_MBPS) return null;
  const linkBytesPerSec = (drive.usbMbps * 1e6) / 8;
  return progress.averageBytesPerSec >= linkBytesPerSec * LINK_LIMIT_SHARE ? 'usb-port' : null;
}

function rightsOf(how: string): RightsNeeded {
  return RIGHTS.find((known) => known === how) ?? 'none';
}

function only(event: JobTopicEvent, meters: JobMeters): JobStep {
  return { events: [event], meters };
}
