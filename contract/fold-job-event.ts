import type { GraphPoints, JobDrive, JobSnapshot, JobTopicEvent, PassGraph } from './job-view.ts';

/**
 * The snapshot after an event of topic `job`. Host and page use the same function, so that a page that was there from
 * the start and one that was reloaded show the same. Events of another job, and any that come after the end, change
 * nothing.
 */
export function foldJobEvent(job: JobSnapshot | null, event: JobTopicEvent): JobSnapshot | null {
  if (event.kind === 'snapshot') return event.job;
  if (job === null || job.jobId !== event.jobId || job.stage === 'ended') return job;
  const { elapsedMs } = event;
  switch (event.kind) {
    case 'stage':
      return {
        ...job,
        elapsedMs,
        stage: event.stage,
        rights: event.rights,
        checking: event.checking,
        hasBegun: event.hasBegun,
      };
    case 'source':
      return { ...job, elapsedMs, source: event.source };
    case 'drive': {
      const { phase, progress, points, bottleneck } = event;
      return withDrive({ ...job, elapsedMs }, event.driveId, (drive) => ({
        ...drive,
        phase,
        progress,
        bottleneck,
        writeGraph: withPoints(drive.writeGraph, points, 'write'),
        verifyGraph: withPoints(drive.verifyGraph, points, 'verify'),
      }));
    }
    case 'drive-ended': {
      const { result } = event;
      return withDrive({ ...job, elapsedMs }, result.driveId, (drive) => ({ ...drive, phase: 'ended', result }));
    }
    case 'ended':
      return {
        ...job,
        elapsedMs,
        stage: 'ended',
        rights: null,
        checking: null,
        receipt: event.receipt,
        receiptFailure: event.receiptFailure,
      };
    default:
      return event satisfies never;
  }
}

function withDrive(job: JobSnapshot, driveId: string, change: (drive: JobDrive) => JobDrive): JobSnapshot {
  const drives = job.drives.map((drive) =>
    drive.drive.id === driveId && drive.result === null ? change(drive) : drive,
  );
  return { ...job, drives };
}

function withPoints(graph: PassGraph, points: readonly GraphPoints[], pass: GraphPoints['pass']): PassGraph {
  let next = graph;
  for (const added of points) {
    if (added.pass !== pass) continue;
    const bins = added.isReset ? added.values : [...next.bins, ...added.values];
    next = { binBytes: added.binBytes, bins };
  }
  return next;
}
