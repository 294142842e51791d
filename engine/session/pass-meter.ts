import { GRAPH_BINS, type GraphPoints } from '#contract/job-view.ts';

/** Size of a point where the image's size is not known yet; doubled whenever the graph is full. */
const FIRST_BIN_BYTES = 1024 * 1024;

/** One pass over the image as a graph in the making. */
export interface PassMeter {
  readonly pass: GraphPoints['pass'];
  readonly binBytes: number;
  /** Complete ones, bytes per second. */
  readonly bins: readonly number[];
  readonly doneBytes: number;
  readonly atMs: number;
  /** Time spent on the bin that is not complete. */
  readonly openMs: number;
}

export interface Metered {
  readonly meter: PassMeter;
  /** What to add to the graph; null where no point was completed. */
  readonly points: GraphPoints | null;
}

/** A pass that begins at `atMs`. */
export function startPass(pass: GraphPoints['pass'], totalBytes: number | null, atMs: number): PassMeter {
  return { pass, binBytes: binBytesOf(totalBytes), bins: [], doneBytes: 0, atMs, openMs: 0 };
}

/** Bytes of one point of a graph over an image of this size; null where it is not known. */
export function binBytesOf(totalBytes: number | null): number {
  return totalBytes === null || totalBytes <= 0 ? FIRST_BIN_BYTES : Math.ceil(totalBytes / GRAPH_BINS);
}

/**
 * The pass after `doneBytes` were done at `atMs`. Bytes since the last call count as evenly spread over its time. Figures
 * that go back are ignored. `isEnd`: the pass is complete, so that the last, shorter point is added as well. Pure.
 */
export function meterPass(
  meter: PassMeter,
  sample: { readonly doneBytes: number; readonly atMs: number },
  isEnd = false,
): Metered {
  const doneBytes = Math.max(meter.doneBytes, sample.doneBytes);
  const atMs = Math.max(meter.atMs, sample.atMs);
  const spanBytes = doneBytes - meter.doneBytes;
  const spanMs = atMs - meter.atMs;
  const msPerByte = spanBytes === 0 ? 0 : spanMs / spanBytes;
  const added: number[] = [];
  let position = meter.doneBytes;
  let openMs = meter.openMs + (spanBytes === 0 ? spanMs : 0);
  while (position < doneBytes) {
    const binEnd = (Math.floor(position / meter.binBytes) + 1) * meter.binBytes;
    const reached = Math.min(binEnd, doneBytes);
    openMs += (reached - position) * msPerByte;
    position = reached;
    if (reached < binEnd) break;
    added.push(speed(meter.binBytes, openMs, added.at(-1) ?? meter.bins.at(-1)));
    openMs = 0;
  }
  const restBytes = position % meter.binBytes;
  if (isEnd && restBytes > 0) added.push(speed(restBytes, openMs, added.at(-1) ?? meter.bins.at(-1)));
  const next = { ...meter, bins: [...meter.bins, ...added], doneBytes, atMs, openMs };
  if (next.bins.length > GRAPH_BINS) return thinned(next);
  const { pass, binBytes } = meter;
  return { meter: next, points: added.length === 0 ? null : { pass, binBytes, values: added, isReset: false } };
}

/** Halves the number of points until they fit: two neighbours become one of their common time. */
function thinned(meter: PassMeter): Metered {
  let { binBytes, bins } = meter;
  while (bins.length > GRAPH_BINS) {
    const pairs: number[] = [];
    for (let index = 0; index < bins.length; index += 2) pairs.push(common(bins[index] ?? 0, bins[index + 1]));
    bins = pairs;
    binBytes *= 2;
  }
  return {
    meter: { ...meter, bins, binBytes },
    points: { pass: meter.pass, binBytes, values: bins, isReset: true },
  };
}

/** Speed over two stretches of the same length. */
function common(a: number, b: number | undefined): number {
  if (b === undefined) return a;
  return a <= 0 || b <= 0 ? 0 : Math.round(2 / (1 / a + 1 / b));
}

/** A stretch that took no measurable time went as fast as the one before it. */
function speed(bytes: number, ms: number, before: number | undefined): number {
  return ms > 0 ? Math.round((bytes / ms) * 1000) : (before ?? 0);
}
