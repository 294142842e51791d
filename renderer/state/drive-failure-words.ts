import type { AppFailure } from '#contract/errors.ts';
import type { Words } from '../i18n/keys.ts';
import { lockReason } from './drive-words.ts';
import type { FailureContext, FailureParts } from './failure-words.ts';

type DriveFailure = Extract<AppFailure, { params: { readonly drive: string } }>;

/** Title, what happened and likely cause of a failure that is about one drive. */
export function driveFailureParts(failure: DriveFailure, context: FailureContext): FailureParts {
  const drive = context.drive ?? failure.params.drive;
  const titleParams = { drive };
  switch (failure.code) {
    case 'DRIVE_NOT_FOUND':
      return [
        ['error.DRIVE_NOT_FOUND.title', titleParams],
        ['error.DRIVE_NOT_FOUND.happened'],
        ['error.DRIVE_NOT_FOUND.cause'],
      ];
    case 'DRIVE_GONE': {
      const { percent } = context;
      const happened: Words =
        percent === undefined
          ? ['error.DRIVE_GONE.happened']
          : ['error.DRIVE_GONE.happenedAt', { percent: { percent: Math.round(percent) } }];
      return [['error.DRIVE_GONE.title', titleParams], happened, ['error.DRIVE_GONE.cause']];
    }
    case 'DRIVE_CHANGED':
      return [
        ['error.DRIVE_CHANGED.title', titleParams],
        ['error.DRIVE_CHANGED.happened'],
        ['error.DRIVE_CHANGED.cause'],
      ];
    case 'DRIVE_PROTECTED': {
      const { reasons, detail } = failure.params;
      const first = reasons[0];
      const reason: Words =
        first === undefined ? ['drives.locked'] : lockReason({ code: first, detail, canUnlock: false });
      return [
        ['error.DRIVE_PROTECTED.title', titleParams],
        ['error.DRIVE_PROTECTED.happened', { reasons: reason }],
        reason,
      ];
    }
    case 'CONTENTS_REFUSED': {
      const [first] = failure.params.reasons;
      const reason: Words | null =
        first === undefined ? null : lockReason({ code: first, detail: '', canUnlock: false });
      return [['error.CONTENTS_REFUSED.title', titleParams], ['error.CONTENTS_REFUSED.happened'], reason];
    }
    case 'DRIVE_NEEDS_CODE':
      return [['error.DRIVE_NEEDS_CODE.title', titleParams], ['error.DRIVE_NEEDS_CODE.happened'], null];
    case 'DRIVE_TOO_SMALL': {
      const { neededBytes, driveBytes } = failure.params;
      const happened: Words = [
        'error.DRIVE_TOO_SMALL.happened',
        {
          needed: { sizeBytes: neededBytes },
          size: { sizeBytes: driveBytes },
          missing: { sizeBytes: neededBytes - driveBytes },
        },
      ];
      return [['error.DRIVE_TOO_SMALL.title', titleParams], happened, null];
    }
    case 'DRIVE_READ_ONLY':
      return [
        ['error.DRIVE_READ_ONLY.title', titleParams],
        ['error.DRIVE_READ_ONLY.happened'],
        ['error.DRIVE_READ_ONLY.cause'],
      ];
    case 'DRIVE_FALSE_CAPACITY': {
      const { claimedBytes, realBytes, pattern } = failure.params;
      const claimed = { sizeBytes: claimedBytes };
      const happened: Words =
        realBytes === null
          ? ['error.DRIVE_FALSE_CAPACITY.happenedNothing', { claimed }]
          : [`error.DRIVE_FALSE_CAPACITY.${pattern}`, { claimed, real: { sizeBytes: realBytes } }];
      return [['error.DRIVE_FALSE_CAPACITY.title', titleParams], happened, ['error.DRIVE_FALSE_CAPACITY.cause']];
    }
    case 'DRIVE_IN_USE': {
      const { mountPoint: volume, usedBy } = failure.params;
      const happened: Words =
        usedBy.length === 0
          ? ['error.DRIVE_IN_USE.happened', { volume }]
          : ['error.DRIVE_IN_USE.happenedBy', { volume, programs: { list: usedBy } }];
      return [['error.DRIVE_IN_USE.title', titleParams], happened, ['error.DRIVE_IN_USE.cause']];
    }
    case 'DRIVE_LOCK_FAILED': {
      const { usedBy } = failure.params;
      const happened: Words =
        usedBy.length === 0
          ? ['error.DRIVE_LOCK_FAILED.happened']
          : ['error.DRIVE_LOCK_FAILED.happenedBy', { programs: { list: usedBy } }];
      return [['error.DRIVE_LOCK_FAILED.title', titleParams], happened, ['error.DRIVE_LOCK_FAILED.cause']];
    }
    case 'DRIVE_OPEN_FAILED':
      return [['error.DRIVE_OPEN_FAILED.title', titleParams], ['error.DRIVE_OPEN_FAILED.happened'], null];
    case 'WRITE_IO':
      return [
        ['error.WRITE_IO.title', titleParams],
        placed(failure.params.offsetBytes, context, {
          plain: (offset) => ['error.WRITE_IO.happened', { offset }],
          withPercent: (offset, percent) => ['error.WRITE_IO.happenedAt', { offset, percent }],
        }),
        ['error.WRITE_IO.cause'],
      ];
    case 'WRITE_STALLED': {
      const time = { durationMs: failure.params.stalledMs };
      return [
        ['error.WRITE_STALLED.title', titleParams],
        placed(failure.params.offsetBytes, context, {
          plain: (offset) => ['error.WRITE_STALLED.happened', { offset, time }],
          withPercent: (offset, percent) => ['error.WRITE_STALLED.happenedAt', { offset, percent, time }],
        }),
        ['error.WRITE_STALLED.cause'],
      ];
    }
    case 'FLUSH_FAILED':
      return [['error.FLUSH_FAILED.title', titleParams], ['error.FLUSH_FAILED.happened'], ['error.FLUSH_FAILED.cause']];
    case 'READ_IO':
      return [
        ['error.READ_IO.title', titleParams],
        placed(failure.params.offsetBytes, context, {
          plain: (offset) => ['error.READ_IO.happened', { offset }],
          withPercent: (offset, percent) => ['error.READ_IO.happenedAt', { offset, percent }],
        }),
        ['error.READ_IO.cause'],
      ];
    case 'VERIFY_MISMATCH': {
      const { ranges, rangeCount: count } = failure.params;
      return [
        ['error.VERIFY_MISMATCH.title', titleParams],
        placed(ranges[0]?.offsetBytes ?? 0, context, {
          plain: (offset) => ['error.VERIFY_MISMATCH.happened', { offset, count }],
          withPercent: (offset, percent) => ['error.VERIFY_MISMATCH.happenedAt', { offset, percent, count }],
        }),
        (context.retries ?? 0) > 0
          ? ['error.VERIFY_MISMATCH.causeRetries', { count: context.retries ?? 0 }]
          : ['error.VERIFY_MISMATCH.cause'],
      ];
    }
    case 'EJECT_FAILED': {
      const { usedBy } = failure.params;
      const happened: Words =
        usedBy.length === 0
          ? ['error.EJECT_FAILED.happened']
          : ['error.EJECT_FAILED.happenedBy', { programs: { list: usedBy } }];
      return [['error.EJECT_FAILED.title', titleParams], happened, ['error.EJECT_FAILED.cause']];
    }
    default:
      return failure satisfies never;
  }
}

interface Placed {
  readonly plain: (offset: { readonly exactBytes: number }) => Words;
  readonly withPercent: (offset: { readonly exactBytes: number }, percent: { readonly percent: number }) => Words;
}

/** A place on the drive in bytes, and in percent where the size is known. */
function placed(offsetBytes: number, { sizeBytes }: FailureContext, words: Placed): Words {
  const offset = { exactBytes: offsetBytes };
  if (sizeBytes === undefined || sizeBytes === null || sizeBytes === 0) return words.plain(offset);
  return words.withPercent(offset, { percent: Math.min(100, (offsetBytes / sizeBytes) * 100) });
}
