import { osCodeOf } from '../errors/app-error.ts';
import type { Found, VolumeReason } from './volume.ts';

/** Ends the reading of a volume; never leaves this folder: `attempt` turns it into a reason. */
export class VolumeProblem extends Error {
  override readonly name = 'VolumeProblem';
  readonly reason: VolumeReason;
  constructor(reason: VolumeReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Node's codes for a field that lies outside the bytes that are there. */
const OUTSIDE = new Set(['ERR_OUT_OF_RANGE', 'ERR_BUFFER_OUT_OF_BOUNDS']);

/** What `work` gives back, or the reason it ended for. Failures of the file itself (IMAGE_*) and aborts go on as they are. */
export async function attempt<T>(work: () => Promise<T>): Promise<Found<T>> {
  try {
    return { isFound: true, value: await work() };
  } catch (cause) {
    if (cause instanceof VolumeProblem) return { isFound: false, reason: cause.reason };
    if (cause instanceof RangeError && OUTSIDE.has(osCodeOf(cause) ?? '')) return { isFound: false, reason: 'damaged' };
    throw cause;
  }
}
