import { GRAPH_BINS, type PassGraph } from '#contract/job-view.ts';

/** The top of the speed axis in MB/s grows in these steps and never shrinks while a job runs (ux.md 8). */
const AXIS_STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;
const MARK_EVERY = 0.1;

export interface GraphSize {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The smallest step that holds a speed. `atLeast` keeps an axis from shrinking. */
export function axisTop(bytesPerSec: number, atLeast = 0): number {
  const wanted = Math.max(bytesPerSec / 1e6, atLeast);
  return AXIS_STEPS.find((step) => step >= wanted) ?? wanted;
}

/** Ticks of the axis in MB/s, from 0 to the top. */
export function axisTicks(top: number): readonly number[] {
  const parts = top % 4 === 0 || top === 10 || top === 50 ? (top === 10 || top === 50 ? 5 : 4) : 4;
  const shown = parts === 5 ? [0, 1, 2, 3, 4, 5] : [0, 1, 2, 3, 4];
  return shown.map((part) => (top / parts) * part);
}

/** The highest speed of some graphs in bytes per second; 0 where there is none. */
export function fastest(graphs: readonly PassGraph[]): number {
  return graphs.reduce((most, { bins }) => bins.reduce((top, value) => Math.max(top, value), most), 0);
}

interface Scale extends GraphSize {
  /** MB/s at the top edge. */
  readonly top: number;
  /** Bytes at the right edge; null: the size is not known, 200 bins fill the width. */
  readonly sizeBytes: number | null;
}

/** One point per complete bin, in the middle of the part of the image it covers. */
export function graphPoints({ bins, binBytes }: PassGraph, { width, height, top, sizeBytes }: Scale): readonly Point[] {
  const total = sizeBytes ?? binBytes * GRAPH_BINS;
  if (total <= 0) return [];
  return bins.map((value, bin) => ({
    x: round(Math.min(1, ((bin + 0.5) * binBytes) / total) * width),
    y: round(height - Math.min(1, value / 1e6 / top) * height),
  }));
}

/** A path through the points; a single one becomes a short dash so that it can be seen. */
export function linePath(points: readonly Point[]): string {
  const [first] = points;
  if (first === undefined) return '';
  if (points.length === 1) return `M${Math.max(0, first.x - 1)} ${first.y}h2`;
  return `M${points.map(({ x, y }) => `${x} ${y}`).join('L')}`;
}

/** The area below the points. */
export function areaPath(points: readonly Point[], height: number): string {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < 2) return '';
  return `${linePath(points)}L${last.x} ${height}L${first.x} ${height}Z`;
}

/** The points that carry a marker: the first at or after each tenth of the width. */
export function markedPoints(points: readonly Point[], width: number): readonly Point[] {
  const step = width * MARK_EVERY;
  return points.filter(({ x }, at) => {
    const before = points[at - 1];
    return before === undefined || Math.floor(before.x / step) !== Math.floor(x / step);
  });
}

export interface PassSummary {
  readonly averageBytesPerSec: number;
  readonly slowestBytesPerSec: number;
  /** Where it was slowest, in percent of the image. */
  readonly slowestAtPercent: number;
  readonly fastestBytesPerSec: number;
}

/** What a line says, for those who do not see it; null while there is no line. */
export function summarise({ bins, binBytes }: PassGraph, sizeBytes: number | null): PassSummary | null {
  if (bins.length === 0) return null;
  const slowestBytesPerSec = Math.min(...bins);
  const total = sizeBytes ?? binBytes * GRAPH_BINS;
  // bins are equally long in bytes: the average over time is the harmonic one
  const times = bins.reduce((all, value) => all + (value > 0 ? 1 / value : 0), 0);
  return {
    averageBytesPerSec: times === 0 ? 0 : bins.filter((value) => value > 0).length / times,
    slowestBytesPerSec,
    slowestAtPercent: total === 0 ? 0 : Math.floor(((bins.indexOf(slowestBytesPerSec) * binBytes) / total) * 100),
    fastestBytesPerSec: Math.max(...bins),
  };
}

/** Average speed in each tenth of the image, for the table; null where it is not complete. */
export function tenths({ bins, binBytes }: PassGraph, sizeBytes: number | null): readonly (number | null)[] {
  const total = sizeBytes ?? binBytes * GRAPH_BINS;
  return Array.from({ length: 10 }, (_, tenth) => {
    const from = Math.floor(((total / 10) * tenth) / binBytes);
    const to = Math.max(from + 1, Math.floor(((total / 10) * (tenth + 1)) / binBytes));
    const part = bins.slice(from, to).filter((value) => value > 0);
    if (part.length === 0 || (bins.length < to && tenth < 9)) return null;
    return part.length / part.reduce((all, value) => all + 1 / value, 0);
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
