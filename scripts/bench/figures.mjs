// What is computed from the runs of a row.

const GIB = 2 ** 30;

/** Form of the row that shows what it costs to write next to nothing: not divided by the size. */
export const START = 'start';

/**
 * @typedef {import('./cases.mjs').Case} Case
 * @typedef {import('./cases.mjs').Phases} Phases
 * @typedef {import('./measure.mjs').Measured} Measured
 * @typedef {Measured & { phases: Phases | null, shaMs: number, isEqual: boolean }} Run
 * @typedef {{ case: Case, runs: readonly Run[] }} Series
 * @typedef {{ title: string, form: string, sizeBytes: number, notes: readonly string[], series: readonly Series[] }} Row
 */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Time that the program itself gives for writing and reading back. @param {Run} run */
export function phasesMs({ phases }) {
  return (phases?.writeMs ?? 0) + (phases?.verifyMs ?? 0);
}

/** @param {Run} run */
export function wallMs(run) {
  return run.wallMs;
}

/**
 * Median of the ratios to the wall time of the same round: a slow moment of the machine slows both.
 *
 * @param {readonly Run[]} first
 * @param {readonly Run[]} runs
 * @param {(run: Run) => number} valueMs
 */
export function ratioTo(first, runs, valueMs) {
  return median(runs.map((run, round) => valueMs(run) / (first[round]?.wallMs ?? Number.NaN)));
}

/**
 * Median in seconds for each GiB of the image; in the row of starting, in seconds.
 *
 * @param {Row} row
 * @param {readonly Run[]} runs
 * @param {(run: Run) => number} valueMs
 */
export function perGib({ form, sizeBytes }, runs, valueMs) {
  return median(runs.map(valueMs)) / 1000 / (form === START ? 1 : sizeBytes / GIB);
}
