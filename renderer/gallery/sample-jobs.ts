import type { Drive } from '#contract/drive.ts';
import { GRAPH_BINS, type JobDrive, type JobSnapshot, type PassGraph } from '#contract/job-view.ts';
import type { DriveResult, Phase, Receipt } from '#contract/job.ts';
import { IMAGE_BYTES, PROXMOX, SHA256 } from './sample-image.ts';

const BIN_BYTES = Math.ceil(IMAGE_BYTES / GRAPH_BINS);
const MB = 1e6;

/** A line as sticks draw it: a fast start, a cache that fills, a slow place. */
function graph(percent: number, speed: number, slowAt: number | null): PassGraph {
  const count = Math.floor((percent / 100) * GRAPH_BINS);
  const bins = Array.from({ length: count }, (_, bin) => {
    const start = bin < 12 ? 1 + (12 - bin) * 0.04 : 1;
    const wave = 1 + 0.07 * Math.sin(bin / 3.1) + 0.04 * Math.sin(bin * 1.7);
    const slow = slowAt !== null && Math.abs(bin - slowAt) < 5 ? 0.3 + 0.1 * Math.abs(bin - slowAt) : 1;
    return speed * MB * start * wave * Math.min(1, slow);
  });
  return { binBytes: BIN_BYTES, bins };
}

interface JobDriveSample {
  readonly drive: Drive;
  readonly phase: Phase;
  readonly percent: number;
  readonly writeSpeed: number;
  readonly verifySpeed?: number;
  readonly slowAt?: number;
  readonly stalledMs?: number;
  readonly bottleneck?: JobDrive['bottleneck'];
  readonly result?: DriveResult;
  readonly sizeUnknown?: boolean;
  readonly retries?: number;
}

export function jobDrive(sample: JobDriveSample): JobDrive {
  const { drive, phase, percent, writeSpeed, verifySpeed = writeSpeed * 1.9, slowAt = null } = sample;
  const isWriting = phase === 'writing';
  const isVerifying = phase === 'verifying';
  const moves = isWriting || isVerifying || phase === 'flushing';
  const speed = (isVerifying ? verifySpeed : writeSpeed) * MB;
  const doneBytes = Math.floor((percent / 100) * IMAGE_BYTES);
  const stalledMs = sample.stalledMs ?? null;
  const wasWritten = isVerifying || phase === 'flushing' || phase === 'releasing' || phase === 'ended';
  return {
    drive,
    phase,
    progress: moves
      ? {
          driveId: drive.id,
          phase,
          doneBytes,
          totalBytes: sample.sizeUnknown === true ? null : IMAGE_BYTES,
          speedBytesPerSec: stalledMs === null ? speed * 1.06 : 0,
          averageBytesPerSec: speed,
          etaMs: stalledMs === null && sample.sizeUnknown !== true ? ((IMAGE_BYTES - doneBytes) / speed) * 1000 : null,
          stalledMs,
          elapsedMs: 252_000,
          retries: sample.retries ?? 0,
        }
      : null,
    writeGraph: graph(wasWritten ? 100 : isWriting ? percent : 0, writeSpeed, slowAt),
    verifyGraph: graph(
      isVerifying ? percent : phase === 'ended' || phase === 'releasing' ? 100 : 0,
      verifySpeed,
      slowAt,
    ),
    bottleneck: sample.bottleneck ?? null,
    result: sample.result ?? null,
  };
}

export function job(part: Partial<JobSnapshot> & Pick<JobSnapshot, 'drives'>): JobSnapshot {
  return {
    jobId: 'job-1',
    planId: 'plan-1',
    mode: 'write',
    stage: 'running',
    image: PROXMOX,
    verify: true,
    eject: true,
    startedAt: '2026-11-23T09:12:00.000Z',
    elapsedMs: 252_000,
    rights: null,
    checking: null,
    source: null,
    hasBegun: true,
    receipt: null,
    receiptFailure: null,
    ...part,
  };
}

export function result(drive: Drive, part: Partial<DriveResult> = {}): DriveResult {
  const outcome = part.outcome ?? 'verified';
  const isCompared = outcome === 'verified';
  return {
    driveId: drive.id,
    devicePath: drive.identity.devicePath,
    name: drive.name,
    maskedSerial: `••••••••••••${drive.code}`,
    portPath: drive.identity.portPath,
    driveSizeBytes: drive.identity.sizeBytes,
    outcome,
    failure: null,
    isTouched: true,
    isDirect: true,
    writtenBytes: IMAGE_BYTES,
    verifiedBytes: isCompared ? IMAGE_BYTES : 0,
    writeMs: 42_500,
    flushMs: 2_100,
    verifyMs: isCompared ? 22_300 : 0,
    writeBytesPerSec: 38.9 * MB,
    verifyBytesPerSec: isCompared ? 74.2 * MB : 0,
    stalledMs: 0,
    keptBytes: 0,
    continueBytes: 0,
    retries: 0,
    badSpots: [],
    ejected: true,
    warnings: [],
    ...part,
  };
}

export function receipt(drives: readonly DriveResult[], part: Partial<Receipt> = {}): Receipt {
  return {
    receiptVersion: 1,
    jobId: 'job-1',
    program: { name: 'stickwright', version: '0.1.0' },
    system: 'linux 6.18.0 x64',
    mode: 'write',
    startedAt: '2026-11-23T09:12:00.000Z',
    endedAt: '2026-11-23T09:18:11.000Z',
    outcome: 'verified',
    image: {
      path: PROXMOX.path,
      name: PROXMOX.name,
      entryName: null,
      layers: [],
      fileSizeBytes: IMAGE_BYTES,
      sizeBytes: IMAGE_BYTES,
      sha256: SHA256,
      fileSha256: SHA256,
      system: PROXMOX.system,
      checkedBy: 'expected',
      check: null,
    },
    drives,
    blocks: null,
    recheckOf: null,
    failure: null,
    ...part,
  };
}

/** A job that ended with this receipt. */
export function endedJob(drives: readonly Drive[], ended: Receipt): JobSnapshot {
  return job({
    stage: 'ended',
    receipt: ended,
    drives: drives.map((drive) =>
      jobDrive({
        drive,
        phase: 'ended',
        percent: 100,
        writeSpeed: 38.9,
        ...withResult(ended.drives.find(({ driveId }) => driveId === drive.id)),
      }),
    ),
  });
}

function withResult(found: DriveResult | undefined): { readonly result?: DriveResult } {
  return found === undefined ? {} : { result: found };
}
