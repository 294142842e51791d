// npm run bench: how fast and how large writing is, beside dd, etcher-sdk and single-purpose unpackers. Never a test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ETCHER_CANNOT, packedCases, rawCases, startCases } from './bench/cases.mjs';
import { provideDirectIo } from './bench/etcher-setup.mjs';
import { START } from './bench/figures.mjs';
import { imageMaker, packedForms } from './bench/images.mjs';
import { isInMemory, LoopDrive, SPARE_BYTES } from './bench/loop-drive.mjs';
import { measure, shaMs } from './bench/measure.mjs';
import { benchmarkPage, rowTable } from './bench/report.mjs';
import { verdictTable } from './bench/targets.mjs';
import { ensureInstalled, projectNode } from './setup.mjs';
import { root } from './source-files.mjs';

const MIB = 2 ** 20;
const HELP = `npm run bench -- [options]; needs root, about 4 GB of memory and 6 GB of disk, and half an hour of quiet
  --quick            smaller images and 3 rounds
  --rounds N         rounds of every row (5)
  --rows A,B         of raw, ${packedForms.join(', ')}
  --targets A,B      of memory, disk: what the loop devices of the raw row lie on
  --images FOLDER    keeps the images there and uses those that are there
  --write            puts the result into docs/BENCHMARK.md`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    rows: { type: 'string', default: ['raw', ...packedForms].join() },
    targets: { type: 'string', default: 'memory,disk' },
    images: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** @typedef {import('./bench/figures.mjs').Row} Row */
/** @typedef {import('./bench/figures.mjs').Run} Run */

const rounds = Number(options.rounds ?? (options.quick ? 3 : 5));
const rawBytes = (options.quick ? 512 : 2048) * MIB;
const packedBytes = (options.quick ? 256 : 768) * MIB;
const TINY_BYTES = 2 * MIB;
/** @type {(() => void)[]} */
const cleanUps = [];

if (options.help) {
  console.log(HELP);
} else if (process.getuid?.() !== 0) {
  console.log('The benchmark needs root for loop devices.');
  process.exitCode = 1;
} else {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      cleanUp();
      process.exit(130);
    });
  }
  try {
    await bench();
  } finally {
    cleanUp();
  }
}

function cleanUp() {
  for (const step of cleanUps.splice(0).reverse()) step();
}

/** A folder that is removed at the end. @param {string} below */
function makeFolder(below) {
  const folder = mkdtempSync(path.join(below, 'stickwright-bench-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function bench() {
  ensureInstalled();
  const { build } = await import('./build.mjs');
  await build();
  const node = projectNode();
  const directIo = provideDirectIo(node);
  if ('reason' in directIo) console.log(`etcher-sdk does not take part: ${directIo.reason}`);
  const binding = 'binding' in directIo ? directIo.binding : null;
  const memoryFolder = makeFolder(isInMemory('/dev/shm') ? '/dev/shm' : os.tmpdir());
  const images = imageMaker(options.images ?? makeFolder(diskFolder() ?? memoryFolder));
  const wanted = options.rows.split(',');

  const receiptPath = path.join(memoryFolder, 'receipt.json');
  /** @type {Row[]} */
  const rows = [];
  if (wanted.includes('raw')) {
    const title = `Starting: a raw image of ${TINY_BYTES / MIB} MiB, over memory`;
    const setting = { image: images.raw(TINY_BYTES), node, binding, receiptPath };
    rows.push(await benchRow({ title, form: START, folder: memoryFolder, setting, makeCases: startCases, notes: [] }));
  }
  for (const target of wanted.includes('raw') ? options.targets.split(',') : []) {
    const folder = target === 'disk' ? makeFolder(diskFolder() ?? noDisk()) : memoryFolder;
    const image = images.raw(rawBytes);
    const title = `Raw image of ${rawBytes / MIB} MiB, loop device over ${target === 'disk' ? 'a disk' : 'memory'}`;
    const setting = { image, node, binding, receiptPath };
    rows.push(await benchRow({ title, form: 'raw', folder, setting, makeCases: rawCases, notes: [] }));
    if (options.images === undefined && target === options.targets.split(',').at(-1)) rmSync(image.path);
  }
  for (const form of packedForms.filter((name) => wanted.includes(name))) {
    const image = images.packed(form, packedBytes);
    const title = `${form}: ${Math.round(image.packedBytes / MIB)} MiB that unpack to ${packedBytes / MIB} MiB, over memory`;
    const setting = { image, node, binding, receiptPath };
    const cannot = ETCHER_CANNOT[form];
    const notes = cannot === undefined ? [] : [`etcher-sdk takes no part: ${cannot}.`];
    const makeCases = (/** @type {Parameters<typeof rawCases>[0]} */ one) => packedCases(one, form);
    rows.push(await benchRow({ title, form, folder: memoryFolder, setting, makeCases, notes }));
    if (options.images === undefined) rmSync(image.path);
  }
  console.log(`\n${verdictTable(rows)}`);
  if (options.write) {
    const page = benchmarkPage(rows, { rounds, cores: os.availableParallelism(), system: 'Debian 12' });
    writeFileSync(path.join(root, 'docs', 'BENCHMARK.md'), page);
  }
}

/**
 * Runs all cases of a row in turn, again and again, and prints its table.
 *
 * @param {object} row
 * @param {string} row.title
 * @param {string} row.form
 * @param {string} row.folder where the loop device's file lies
 * @param {Omit<import('./bench/cases.mjs').Setting, 'devicePath'>} row.setting
 * @param {(setting: import('./bench/cases.mjs').Setting) => import('./bench/cases.mjs').Case[]} row.makeCases
 * @param {readonly string[]} row.notes
 * @returns {Promise<Row>}
 */
async function benchRow({ title, form, folder, setting, makeCases, notes }) {
  const { image, receiptPath } = setting;
  const drive = new LoopDrive(folder, image.sizeBytes + SPARE_BYTES);
  const letGo = () => drive.detach();
  cleanUps.push(letGo);
  const series = makeCases({ ...setting, devicePath: drive.devicePath }).map((one) => ({
    case: one,
    runs: /** @type {Run[]} */ ([]),
  }));
  console.log(`\n${title}: ${rounds} rounds, load ${os.loadavg()[0]?.toFixed(1)}`);
  for (let round = 0; round < rounds; round += 1) {
    for (const { case: one, runs } of series) {
      drive.blank();
      rmSync(receiptPath, { force: true });
      const measured = await measure(one.command, { workingFolder: folder, exitCode: one.exitCode });
      const phases = one.phases(measured.stdout);
      const isEqual = drive.equals(image.plainPath, image.sizeBytes);
      runs.push({ ...measured, phases, shaMs: one.hashedBytes === 0 ? 0 : shaMs(one.hashedBytes), isEqual });
    }
  }
  cleanUps.splice(cleanUps.indexOf(letGo), 1);
  letGo();
  const row = { title, form, sizeBytes: image.sizeBytes, notes, series };
  console.log(`\n${rowTable(row)}`);
  return row;
}

/** Where temporary files go to a disk. */
function diskFolder() {
  return [os.tmpdir(), '/var/tmp'].find((folder) => !isInMemory(folder));
}

/** @returns {never} */
function noDisk() {
  throw new Error('No folder for temporary files lies on a disk: use --targets memory');
}
