import type { DriveResult, Receipt } from '#contract/job.ts';
import type { Words } from '../i18n/keys.ts';

export type ResultTone = 'good' | 'warning' | 'danger' | 'neutral';

/** The headline of an ended job (ux.md 4.7): how many drives can be used. */
export function resultWords({ outcome, drives, mode }: Receipt): Words {
  const count = drives.length;
  const good = drives.filter(isGood).length;
  const touched = drives.filter(({ isTouched }) => isTouched).length;
  switch (outcome) {
    case 'verified':
      return mode === 'verify' ? ['result.checked', { count }] : ['result.verified', { count }];
    case 'unverified':
      return ['result.unverified', { count }];
    case 'partial':
      return good === 1 ? ['result.partialOne', { total: count }] : ['result.partial', { good, count }];
    case 'failed':
      return touched === 0 ? ['result.failedEarly'] : ['result.failed'];
    case 'cancelled':
      return touched === 0 ? ['result.cancelledEarly'] : ['result.cancelled', { count: touched }];
    default:
      return outcome satisfies never;
  }
}

/** Green only where every drive was read back and is equal. */
export function resultTone({ outcome }: Pick<Receipt, 'outcome'>): ResultTone {
  if (outcome === 'verified') return 'good';
  if (outcome === 'cancelled') return 'neutral';
  return outcome === 'failed' ? 'danger' : 'warning';
}

/** The sentence under the headline; null where the drives' own failures say it. */
export function resultStatement({ outcome, drives }: Receipt): Words | null {
  switch (outcome) {
    case 'verified':
      return drives.length === 1 ? ['result.everyByteOne'] : ['result.everyByte'];
    case 'unverified':
      return ['result.notCompared'];
    case 'partial':
      return ['result.someReady'];
    default:
      return null;
  }
}

/** How one drive ended, in words. */
export function outcomeWords({ outcome, isTouched }: Pick<DriveResult, 'outcome' | 'isTouched'>): Words {
  switch (outcome) {
    case 'verified':
      return ['result.outcomeVerified'];
    case 'unverified':
      return ['result.outcomeUnverified'];
    case 'failed':
      return isTouched ? ['result.outcomeFailed'] : ['result.outcomeFailedUntouched'];
    case 'cancelled':
      return isTouched ? ['result.outcomeCancelled'] : ['result.outcomeCancelledUntouched'];
    default:
      return outcome satisfies never;
  }
}

export function outcomeTone({ outcome }: Pick<DriveResult, 'outcome'>): ResultTone {
  if (outcome === 'verified') return 'good';
  if (outcome === 'unverified') return 'warning';
  return outcome === 'failed' ? 'danger' : 'neutral';
}

function isGood({ outcome }: DriveResult): boolean {
  return outcome === 'verified' || outcome === 'unverified';
}
