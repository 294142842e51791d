// Turns the measured runs into tables for the terminal and for docs/BENCHMARK.md.

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/**
 * @typedef {import('./cases.mjs').Case} Case
 * @typedef {import('./cases.mjs').Phases} Phases
 * @typedef {import('./measure.mjs').Measured} Measured
 * @typedef {Measured & { phases: Phases | null, isEqual: boolean }} Run
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

const heads = [
  'case',
  'wall s (min–max)',
  '× first',
  'write s',
  'read back s',
  '× first',
  'CPU s/GiB',
  'of it SHA-256',
  'memory MiB',
  'worker',
  'reader',
  'equal',
];

/** One table in Markdown. @param {Row} row */
export function rowTable(row) {
  const lines = [heads, heads.map((_, index) => (index === 0 ? '---' : '---:'))];
  for (const series of row.series) lines.push(tableLine(series, row));
  const notes = row.notes.map((note) => `\n${note}\n`).join('');
  return `### ${row.title}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n${notes}`;
}

/** @param {Series} series @param {Row} row */
function tableLine({ case: one, runs }, row) {
  const first = row.series[0]?.runs ?? [];
  const seconds = (/** @type {(run: Run) => number} */ value) => median(runs.map(value)) / 1000;
  const walls = runs.map(({ wallMs }) => wallMs / 1000);
  const range = `${seconds(({ wallMs }) => wallMs).toFixed(2)} (${Math.min(...walls).toFixed(2)}–${Math.max(...walls).toFixed(2)})`;
  const hasPhases = runs.every(({ phases }) => phases !== null);
  const hasSha = runs.every(({ shaMs }) => shaMs !== null);
  const isOurs = one.who === 'ours';
  const mib = (/** @type {(run: Run) => number} */ value) => Math.round(Math.max(...runs.map(value)) / MIB).toString();
  return [
    one.name,
    range,
    ratioTo(first, runs, ({ wallMs }) => wallMs).toFixed(2),
    hasPhases ? seconds(({ phases }) => phases?.writeMs ?? 0).toFixed(2) : '',
    hasPhases && one.verifies ? seconds(({ phases }) => phases?.verifyMs ?? 0).toFixed(2) : '',
    hasPhases ? ratioTo(first, runs, phasesMs).toFixed(2) : '',
    cpuPerGib(runs, row, false).toFixed(2),
    isOurs && hasSha ? (seconds(({ shaMs }) => shaMs ?? 0) / (row.sizeBytes / GIB)).toFixed(2) : '',
    mib(({ allBytes }) => allBytes),
    isOurs ? mib(({ workerBytes }) => workerBytes) : '',
    isOurs ? mib(({ readerBytes }) => readerBytes) : '',
    runs.every(({ isEqual }) => isEqual) ? 'yes' : 'NO',
  ];
}

/** Time that the program itself gives for writing and reading back. @param {Run} run */
function phasesMs({ phases }) {
  return (phases?.writeMs ?? 0) + (phases?.verifyMs ?? 0);
}

/**
 * Median of the ratios of the same round: a slow moment of the machine slows both.
 *
 * @param {readonly Run[]} first
 * @param {readonly Run[]} runs
 * @param {(run: Run) => number} value
 */
function ratioTo(first, runs, value) {
  return median(runs.map((run, round) => value(run) / (first[round]?.wallMs ?? Number.NaN)));
}

/** @param {readonly Run[]} runs @param {Row} row @param {boolean} withoutSha */
function cpuPerGib(runs, { sizeBytes }, withoutSha) {
  const ms = median(runs.map(({ cpuMs, shaMs }) => cpuMs - (withoutSha ? (shaMs ?? 0) : 0)));
  return ms / 1000 / (sizeBytes / GIB);
}

/**
 * @typedef {{ what: string, target: string, measured: number, isMet: boolean }} Verdict
 */

/** What was aimed at and what came out, for one row. @param {Row} row @returns {Verdict[]} */
export function verdicts(row) {
  const find = (/** @type {Case['who']} */ who, /** @type {boolean} */ verifies) =>
    row.series.find((series) => series.case.who === who && series.case.verifies === verifies)?.runs ?? null;
  const [written, verified] = [find('ours', false), find('ours', true)];
  if (written === null || verified === null) return [];
  const dd = row.series[0]?.runs ?? [];
  const largest = (/** @type {(run: Run) => number} */ value) =>
    Math.max(...[...written, ...verified].map(value)) / MIB;
  const found = [
    atMost(
      'memory of all processes, MiB',
      largest(({ allBytes }) => allBytes),
      300,
    ),
    atMost(
      'memory of the worker, MiB',
      largest(({ workerBytes }) => workerBytes),
      120,
    ),
  ];
  if (row.form === 'raw') {
    found.push(
      atMost('write, × dd', ratioTo(dd, written, phasesMs), 1.15),
      atMost('write and read back, × dd', ratioTo(dd, verified, phasesMs), 2),
      atMost('CPU s/GiB written, without SHA-256', cpuPerGib(written, row, true), 0.4),
      atMost('CPU s/GiB written and verified, without SHA-256', cpuPerGib(verified, row, true), 0.7),
    );
  } else {
    found.push(
      atMost(
        'memory of reader and decoder, MiB',
        largest(({ readerBytes }) => readerBytes),
        150,
      ),
    );
  }
  for (const [verifies, mine] of /** @type {const} */ ([
    [false, written],
    [true, verified],
  ])) {
    const theirs = find('etcher', verifies);
    if (theirs === null) continue;
    const what = verifies ? 'write and read back' : 'write';
    const least = row.form === 'gz' || row.form === 'zip' ? 2 : 1;
    const times = (/** @type {(run: Run) => number} */ value) =>
      median(mine.map((run, round) => value(theirs[round] ?? run) / value(run)));
    found.push(atLeast(`times as fast as etcher-sdk, ${what}`, times(phasesMs), least));
    found.push(
      atLeast(
        `times as fast as etcher-sdk, ${what}, whole command`,
        times(({ wallMs }) => wallMs),
        least,
      ),
    );
  }
  return found;
}

/** @param {string} what @param {number} measured @param {number} limit @returns {Verdict} */
function atMost(what, measured, limit) {
  return { what, target: `≤ ${limit}`, measured, isMet: measured <= limit };
}

/** @param {string} what @param {number} measured @param {number} limit @returns {Verdict} */
function atLeast(what, measured, limit) {
  return { what, target: `≥ ${limit}`, measured, isMet: measured >= limit };
}

/** @param {readonly Row[]} rows */
export function verdictTable(rows) {
  const lines = rows.flatMap((row) =>
    verdicts(row).map(({ what, target, measured, isMet }) => {
      const shown = measured >= 20 ? Math.round(measured) : measured.toFixed(2);
      return `| ${row.title} | ${what} | ${target} | ${shown} | ${isMet ? 'yes' : 'NO'} |`;
    }),
  );
  return ['| row | figure | target | measured | met |', '| --- | --- | ---: | ---: | --- |', ...lines].join('\n');
}

/**
 * The page docs/BENCHMARK.md.
 *
 * @param {readonly Row[]} rows
 * @param {{ rounds: number, cores: number, system: string }} facts
 */
export function benchmarkPage(rows, { rounds, cores, system }) {
  return `# Benchmark

Made by \`npm run bench -- --write\`. ${cores} shared cores, ${system}, loop devices with direct I/O. Medians of ${rounds} interleaved
rounds; the ratios (×) are medians of the ratios within each round, against the first line of the table. Every run starts
on a drive of zeros and is compared byte by byte with the image afterwards (\`equal\`).

- *wall*: the whole command, from the start of its first process to the end of its last one.
- *write*, *read back*: the program's own account. Ours is from its receipt (write includes the flush; etcher-sdk sends none),
  that of etcher-sdk counts from opening the image to the end of its pipeline. The \`×\` behind it is their sum against the wall
  time of the first line.
- *CPU*: user and system time of all processes of the command. *SHA-256*: the part of the one thread that computes it, from the
  kernel's run time of that thread, read every 20 ms.
- *memory*: largest sum of the resident memory of all processes of the command, read every 20 ms; what they share (the program
  itself) counts in each. *reader* includes the decoder it starts.

## Targets

${verdictTable(rows)}

## Figures

${rows.map(rowTable).join('\n')}`;
}
