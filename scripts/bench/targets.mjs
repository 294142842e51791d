// What was aimed at, and whether it is met.
import { median, perGib, phasesMs, ratioTo, START, wallMs } from './figures.mjs';

const MIB = 2 ** 20;

/** Limits of the project: seconds of processor per GiB, MiB, and times. */
const LIMITS = {
  ...{ write: 1.15, writeAndReadBack: 2, cpuWritten: 0.4, cpuVerified: 0.7 },
  ...{ allMib: 300, workerMib: 120, readerMib: 150, etcher: 1, etcherGzZip: 2 },
};

/**
 * @typedef {import('./figures.mjs').Run} Run
 * @typedef {import('./figures.mjs').Row} Row
 * @typedef {{ what: string, target: string, measured: number, isMet: boolean }} Verdict
 */

/** @param {readonly Row[]} rows */
export function verdictTable(rows) {
  const start = rows.find(({ form }) => form === START);
  const lines = rows
    .filter(({ form }) => form !== START)
    .flatMap((row) =>
      verdicts(row, start).map(({ what, target, measured, isMet }) => {
        const shown = measured >= 20 ? Math.round(measured) : measured.toFixed(2);
        return `| ${row.title} | ${what} | ${target} | ${shown} | ${isMet ? 'yes' : 'no'} |`;
      }),
    );
  return ['| row | figure | target | measured | met |', '| --- | --- | ---: | ---: | --- |', ...lines].join('\n');
}

/** @param {Row} row @param {Row | undefined} start @returns {Verdict[]} */
function verdicts(row, start) {
  const written = runsOf(row, 'ours', false);
  const verified = runsOf(row, 'ours', true);
  if (written === null || verified === null) return [];
  const found = memoryVerdicts(row, [...written, ...verified]);
  if (row.form === 'raw') {
    const dd = row.series[0]?.runs ?? [];
    found.push(
      atMost('write, × dd', ratioTo(dd, written, phasesMs), LIMITS.write),
      atMost('write and read back, × dd', ratioTo(dd, verified, phasesMs), LIMITS.writeAndReadBack),
      ...cpuVerdicts('CPU s/GiB written', { row, runs: written, limit: LIMITS.cpuWritten, start }),
      ...cpuVerdicts('CPU s/GiB written and read back', { row, runs: verified, limit: LIMITS.cpuVerified, start }),
    );
  }
  return [...found, ...etcherVerdicts(row, written, false), ...etcherVerdicts(row, verified, true)];
}

/** @param {Row} row @param {readonly Run[]} runs */
function memoryVerdicts({ form }, runs) {
  const largest = (/** @type {readonly number[]} */ bytes) => Math.max(...bytes) / MIB;
  const all = largest(runs.map(({ allBytes }) => allBytes));
  const worker = largest(runs.map(({ workerBytes }) => workerBytes));
  const reader = largest(runs.map(({ readerBytes }) => readerBytes));
  return [
    atMost('memory of all processes, MiB', all, LIMITS.allMib),
    atMost('memory of the worker, MiB', worker, LIMITS.workerMib),
    ...(form === 'raw' ? [] : [atMost('memory of reader and decoder, MiB', reader, LIMITS.readerMib)]),
  ];
}

/**
 * @param {string} what
 * @param {{ row: Row, runs: readonly Run[], limit: number, start: Row | undefined }} measured
 */
function cpuVerdicts(what, { row, runs, limit, start }) {
  const starts = start === undefined ? null : runsOf(start, 'ours', true);
  const startMs = starts === null ? null : median(starts.map(({ cpuMs, hashThreadMs }) => cpuMs - hashThreadMs));
  const perGibOf = (/** @type {(run: Run) => number} */ valueMs) => perGib(row, runs, valueMs);
  const cpu = perGibOf(({ cpuMs, hashThreadMs }) => cpuMs - hashThreadMs);
  const strict = perGibOf(({ cpuMs, shaMs }) => cpuMs - shaMs);
  const found = [
    atMost(`${what}, the SHA-256 thread apart`, cpu, limit),
    atMost(`${what}, only SHA-256 itself apart`, strict, limit),
  ];
  if (startMs === null) return found;
  const net = perGibOf(({ cpuMs, hashThreadMs }) => cpuMs - hashThreadMs - startMs);
  return [...found, atMost(`${what}, the SHA-256 thread and starting apart`, net, limit)];
}

/** @param {Row} row @param {readonly Run[]} ours @param {boolean} verifies */
function etcherVerdicts(row, ours, verifies) {
  const theirs = runsOf(row, 'etcher', verifies);
  if (theirs === null) return [];
  const what = `times as fast as etcher-sdk, write${verifies ? ' and read back' : ''}`;
  const limit = row.form === 'gz' || row.form === 'zip' ? LIMITS.etcherGzZip : LIMITS.etcher;
  const times = (/** @type {(run: Run) => number} */ valueMs) =>
    median(ours.map((run, round) => valueMs(theirs[round] ?? run) / valueMs(run)));
  return [atLeast(what, times(phasesMs), limit), atLeast(`${what}, whole command`, times(wallMs), limit)];
}

/** @param {Row} row @param {'ours' | 'etcher'} who @param {boolean} verifies */
function runsOf(row, who, verifies) {
  return row.series.find((series) => series.case.who === who && series.case.verifies === verifies)?.runs ?? null;
}

/** @param {string} what @param {number} measured @param {number} limit @returns {Verdict} */
function atMost(what, measured, limit) {
  return { what, target: `≤ ${limit}`, measured, isMet: measured <= limit };
}

/** @param {string} what @param {number} measured @param {number} limit @returns {Verdict} */
function atLeast(what, measured, limit) {
  return { what, target: `≥ ${limit}`, measured, isMet: measured >= limit };
}
