import type { WorkerPlan } from '#contract/worker.ts';
import type { JobRequest } from './job-request.ts';

/** The first descriptor a child can be given beside its standard streams. */
const IMAGE_FD = 3;

/** What the worker is told to do; `socketPath` null: it needs no image, or has the raw one as a descriptor. */
export function workerPlan(
  { plan, ownPaths, storeEveryMs, stallLimitMs }: JobRequest,
  socketPath: string | null,
): WorkerPlan {
  return {
    jobId: plan.jobId,
    mode: plan.mode,
    drives: plan.drives.map((drive) => ({
      driveId: drive.id,
      identity: drive.identity,
      sectorSizeBytes: drive.sectorSizeBytes,
      isVirtual: drive.isVirtual,
      isUnlocked: plan.unlocked.includes(drive.id),
      continueBytes: plan.continued.find(({ driveId }) => driveId === drive.id)?.fromBytes ?? 0,
    })),
    source: sourceOf(plan, socketPath),
    imageFile: plan.record === null ? plan.image.file : null,
    ownPaths,
    verify: plan.verify,
    eject: plan.eject,
    storeEveryMs,
    stallLimitMs,
  };
}

function sourceOf({ image, record }: JobRequest['plan'], socketPath: string | null): WorkerPlan['source'] {
  if (record !== null) return { kind: 'record', ...record };
  if (socketPath !== null) return { kind: 'channel', socketPath, sizeBytes: image.sizeBytes };
  return { kind: 'descriptor', fd: IMAGE_FD, sizeBytes: image.file.sizeBytes };
}
