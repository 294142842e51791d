// Turns the measured runs into tables for the terminal and for docs/BENCHMARK.md.
import { median, perGib, phasesMs, ratioTo, START, wallMs } from './figures.mjs';
import { verdictTable } from './targets.mjs';

const MIB = 2 ** 20;

/**
 * @typedef {import('./figures.mjs').Run} Run
 * @typedef {import('./figures.mjs').Row} Row
 * @typedef {import('./figures.mjs').Series} Series
 */

/** One table in Markdown. @param {Row} row */
export function rowTable(row) {
  const cpu = row.form === START ? 'CPU s' : 'CPU s/GiB';
  const heads = [
    ...[
      'case',
      'wall s (min–max)',
      '× first',
      'write s',
      'read back s',
      '× first',
      cpu,
      'of it the SHA-256 thread',
      'SHA-256 alone',
    ],
    ...['memory MiB', 'worker', 'reader', 'equal'],
  ];
  const lines = [heads, heads.map((_, index) => (index === 0 ? '---' : '---:'))];
  for (const series of row.series) lines.push(tableLine(series, row));
  const notes = row.notes.map((note) => `\n${note}\n`).join('');
  return `### ${row.title}\n\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n${notes}`;
}

/** @param {Series} series @param {Row} row */
function tableLine({ case: one, runs }, row) {
  const first = row.series[0]?.runs ?? [];
  const seconds = (/** @type {(run: Run) => number} */ value) => median(runs.map(value)) / 1000;
  const walls = runs.map((run) => run.wallMs / 1000);
  const range = `${seconds(wallMs).toFixed(2)} (${Math.min(...walls).toFixed(2)}–${Math.max(...walls).toFixed(2)})`;
  const hasPhases = runs.every(({ phases }) => phases !== null);
  const isOurs = one.who === 'ours';
  const mib = (/** @type {(run: Run) => number} */ value) => Math.round(Math.max(...runs.map(value)) / MIB).toString();
  return [
    one.name,
    range,
    ratioTo(first, runs, wallMs).toFixed(2),
    hasPhases ? seconds(({ phases }) => phases?.writeMs ?? 0).toFixed(2) : '',
    hasPhases && one.verifies ? seconds(({ phases }) => phases?.verifyMs ?? 0).toFixed(2) : '',
    hasPhases ? ratioTo(first, runs, phasesMs).toFixed(2) : '',
    perGib(row, runs, ({ cpuMs }) => cpuMs).toFixed(2),
    isOurs ? perGib(row, runs, ({ hashThreadMs }) => hashThreadMs).toFixed(2) : '',
    isOurs ? perGib(row, runs, ({ shaMs }) => shaMs).toFixed(2) : '',
    mib(({ allBytes }) => allBytes),
    isOurs ? mib(({ workerBytes }) => workerBytes) : '',
    isOurs ? mib(({ readerBytes }) => readerBytes) : '',
    runs.every(({ isEqual }) => isEqual) ? 'yes' : 'NO',
  ];
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
- *CPU*: user and system time of all processes of the command. *of it the SHA-256 thread*: what the reader's own thread took, beside
  the write; of a raw image it also reads the file a second time and makes a second table of chunk checksums. *SHA-256 alone*: what
  the digest of as many bytes costs, measured beside each run with the same hash function. The first table shows what every
  write costs, however small: three processes start, drives are listed, everything is checked twice.
- The images lie on a disk, where there is one, and are in the system's cache after the first run.
- *memory*: largest sum of the resident memory of all processes of the command, read every 20 ms; what they share (the program
  itself) counts in each. *reader* includes the decoder it starts.

## Targets

${verdictTable(rows)}

## Figures

${rows.map(rowTable).join('\n')}`;
}
