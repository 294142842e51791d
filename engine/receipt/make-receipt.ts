import { release } from 'node:os';
import type { AppFailure } from '#contract/errors.ts';
import type { Image, ImageDigest } from '#contract/image.ts';
import type { DriveResult, Plan, Receipt } from '#contract/job.ts';
import type { BlockSums } from '#contract/record.ts';

export interface ReceiptFacts {
  readonly plan: Plan;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly results: readonly DriveResult[];
  readonly digest: ImageDigest | null;
  readonly blocks: BlockSums | null;
  readonly fileSha256: string | null;
  readonly isExpectedEqual: boolean;
  readonly failure: AppFailure | null;
  readonly wasCancelled: boolean;
  readonly programVersion: string;
}

/** The record of a finished job. Pure but for the name of the system. */
export function makeReceipt(facts: ReceiptFacts): Receipt {
  const { plan, results, digest } = facts;
  return {
    receiptVersion: 1,
    jobId: plan.jobId,
    program: { name: 'stickwright', version: facts.programVersion },
    system: `${process.platform} ${release()} ${process.arch}`,
    mode: plan.mode,
    startedAt: facts.startedAt.toISOString(),
    endedAt: facts.endedAt.toISOString(),
    outcome: outcomeOf(results, facts),
    image: imagePart(plan.image, facts, digest),
    drives: results,
    blocks: plan.record?.blocks ?? facts.blocks,
    recheckOf: plan.record?.jobId ?? null,
    failure: facts.failure,
  };
}

function imagePart(image: Image, facts: ReceiptFacts, digest: ImageDigest | null): Receipt['image'] {
  return {
    path: image.path,
    name: image.name,
    entryName: image.entryName,
    layers: image.layers,
    fileSizeBytes: image.file.sizeBytes,
    sizeBytes: digest?.imageBytes ?? image.sizeBytes,
    sha256: digest?.imageSha256 ?? facts.plan.record?.sha256 ?? null,
    fileSha256: digest?.fileSha256 ?? facts.fileSha256,
    system: image.system,
    checkedBy: !facts.isExpectedEqual ? 'none' : facts.plan.check?.signature == null ? 'expected' : 'signature',
    check: facts.isExpectedEqual ? facts.plan.check : null,
    ...(digest?.embedded === undefined ? {} : { embedded: digest.embedded }),
  };
}

function outcomeOf(results: readonly DriveResult[], facts: ReceiptFacts): Receipt['outcome'] {
  const has = (outcome: DriveResult['outcome']) => results.some((result) => result.outcome === outcome);
  const isGood = has('verified') || has('unverified');
  if (facts.failure !== null && !isGood) return facts.wasCancelled ? 'cancelled' : 'failed';
  if (isGood && (has('failed') || has('cancelled'))) return 'partial';
  if (has('failed')) return 'failed';
  if (has('cancelled') || results.length === 0) return 'cancelled';
  return has('unverified') ? 'unverified' : 'verified';
}
