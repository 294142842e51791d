/** What became of one marked place. */
export interface ProbedPlace {
  readonly offsetBytes: number;
  readonly state: 'good' | 'lost' | 'error';
}

/** How a drive without its capacity behaves: writes come back elsewhere, are forgotten, or are refused. */
export type FalsePattern = 'wraps' | 'drops' | 'errors';

/** Places from which on nothing is kept, up to the end of the drive. */
export interface LostEnd {
  readonly pattern: Exclude<FalsePattern, 'wraps'>;
  /** The highest place below that is good; null where there is none. */
  readonly lastGoodBytes: number | null;
  readonly firstBadBytes: number;
}

/**
 * Whether everything from some place on to the end is bad. A bad place with a good one above it is a bad spot, not a false
 * capacity, and is left to the verification. `places` in any order; the highest one is the end of the drive.
 */
export function lostEnd(places: readonly ProbedPlace[]): LostEnd | null {
  const sorted = [...places].sort((a, b) => a.offsetBytes - b.offsetBytes);
  const lastGood = sorted.findLastIndex(({ state }) => state === 'good');
  const bad = sorted.slice(lastGood + 1);
  const first = bad[0];
  if (first === undefined) return null;
  return {
    pattern: bad.some(({ state }) => state === 'lost') ? 'drops' : 'errors',
    lastGoodBytes: sorted[lastGood]?.offsetBytes ?? null,
    firstBadBytes: first.offsetBytes,
  };
}
