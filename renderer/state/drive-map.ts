import type { DriveResult } from '#contract/job.ts';

/** Parts of the image that are drawn side by side. */
export const MAP_CELLS = 100;

export type MapState = 'good' | 'rewritten' | 'bad' | 'unchecked';

/** A place that did not read back as it was written. */
export interface MapPlace {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** How often it was written again. */
  readonly rewrites: number;
  readonly state: 'rewritten' | 'bad';
}

export interface DriveMap {
  /** MAP_CELLS of them, each the worst state in its part of the image. */
  readonly cells: readonly MapState[];
  /** In ascending order. */
  readonly places: readonly MapPlace[];
}

const WORSE: Readonly<Record<MapState, number>> = { good: 0, unchecked: 1, rewritten: 2, bad: 3 };

/** Where a drive read back as written and where not; null where nothing was found wrong or the size is not known. */
export function driveMap(result: DriveResult, sizeBytes: number | null): DriveMap | null {
  const places = placesOf(result);
  if (places.length === 0 || sizeBytes === null || sizeBytes <= 0) return null;
  const cellBytes = sizeBytes / MAP_CELLS;
  const cells = Array.from({ length: MAP_CELLS }, (_, cell): MapState => {
    const from = cell * cellBytes;
    const to = from + cellBytes;
    const start: MapState = result.verifiedBytes < Math.min(to, sizeBytes) - 1 ? 'unchecked' : 'good';
    return places
      .filter(({ offsetBytes, lengthBytes }) => offsetBytes < to && offsetBytes + lengthBytes > from)
      .reduce<MapState>((worst, { state }) => (WORSE[state] > WORSE[worst] ? state : worst), start);
  });
  return { cells, places };
}

function placesOf({ badSpots, failure }: DriveResult): readonly MapPlace[] {
  const spots = badSpots.map(({ isGood, ...spot }): MapPlace => ({ ...spot, state: isGood ? 'rewritten' : 'bad' }));
  const ranges = failure?.code === 'VERIFY_MISMATCH' ? failure.params.ranges : [];
  const others = ranges
    .filter(
      ({ offsetBytes, lengthBytes }) =>
        !spots.some((spot) => spot.offsetBytes < offsetBytes + lengthBytes && offsetBytes < endOf(spot)),
    )
    .map((range): MapPlace => ({ ...range, rewrites: 0, state: 'bad' }));
  return [...spots, ...others].sort((one, other) => one.offsetBytes - other.offsetBytes);
}

function endOf({ offsetBytes, lengthBytes }: MapPlace): number {
  return offsetBytes + lengthBytes;
}
