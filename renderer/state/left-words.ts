import type { Words } from '../i18n/keys.ts';
import type { JobFigures } from './job-figures.ts';

const SHORT_MS = 10_000;
const MUCH_LONGER = 1.5;
/** Below this a jump is noise: seconds near the end. */
const NOTABLE_MS = 20_000;

/** Time left of a phase and of the checking after it, each by itself; null while nothing honest can be said. */
export function leftWords({ leftMs, checkMs }: Pick<JobFigures, 'leftMs' | 'checkMs'>): Words | null {
  if (leftMs === null) return null;
  const isShort = leftMs < SHORT_MS;
  if (checkMs === null) return isShort ? ['progress.leftShort'] : ['progress.left', { time: { durationMs: leftMs } }];
  const check = { durationMs: checkMs };
  return isShort
    ? ['progress.leftShortThenCheck', { check }]
    : ['progress.leftThenCheck', { time: { durationMs: leftMs }, check }];
}

/** Why the image does not come; null while it does. */
export function imageWaitWords({ waitsForImage }: Pick<JobFigures, 'waitsForImage'>): Words | null {
  if (waitsForImage === null) return null;
  const { silentMs } = waitsForImage;
  return silentMs === null
    ? ['progress.serverLost']
    : ['progress.imageSilent', { seconds: Math.floor(silentMs / 1000) }];
}

/** The estimate rose by more than half: worth a word. */
export function isSlower(beforeMs: number | null, nowMs: number | null): boolean {
  return beforeMs !== null && nowMs !== null && nowMs > NOTABLE_MS && nowMs > beforeMs * MUCH_LONGER;
}
