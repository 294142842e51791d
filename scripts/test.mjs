// npm test: sets the clone up, runs the groups of tests in order and ends with one line of totals.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { provideAptPackages } from './apt-packages.mjs';
import { canBuild, isFresh } from './freshness.mjs';
import { ensureInstalled, projectNode } from './setup.mjs';
import { codeFolders, isTestFile, listSources, root } from './source-files.mjs';

const MINUTE_MS = 60_000;

/**
 * `needs` = Debian packages are worth installing for it; `serial` = one file at a time, every test
 * shown as it ends. The limit is per file: a test that hangs must not hold the whole run.
 */
const groups = [
  { name: 'unit', folders: [...codeFolders, 'scripts'], limitMs: 5 * MINUTE_MS },
  { name: 'contract', folders: ['test/contract'], limitMs: 5 * MINUTE_MS },
  { name: 'fuzz', folders: ['test/fuzz'], limitMs: 5 * MINUTE_MS, serial: true, needs: true },
  { name: 'loop', folders: ['test/loop'], limitMs: 30 * MINUTE_MS, serial: true, needs: true },
  { name: 'package', folders: ['test/package'], limitMs: 10 * MINUTE_MS, serial: true, needs: true },
  { name: 'vm', folders: ['test/vm'], limitMs: 180 * MINUTE_MS, serial: true, needs: true },
  {
    name: 'browser',
    folders: ['test/browser'],
    limitMs: 20 * MINUTE_MS,
    serial: true,
    needs: true,
  },
  // the same tests once more, in a window: all but those of the web host and those of pages without any host
  {
    name: 'window',
    folders: ['test/electron', 'test/browser'],
    leave: /acceptance-(18|21-23)|page-cost/,
    env: { STICKWRIGHT_TEST_HOST: 'window' },
    limitMs: 20 * MINUTE_MS,
    serial: true,
    needs: true,
  },
];

/**
 * @typedef {import('./test-reporter.mjs').Totals} Totals
 * @typedef {{ name: string, files: string[], limitMs: number, serial?: boolean, needs?: boolean, env?: Record<string, string> }} Run
 */

/** @type {Totals} */
const sum = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] };
let isBroken = false;

try {
  const args = process.argv.slice(2);
  // the rows of the fault table that take too long for every day: npm run test:vm
  if (args.includes('--whole')) process.env.STICKWRIGHT_FAULT_TABLE = 'whole';
  // only these rows, by a pattern, or `left`: those that did not hold yet with this program
  const rows = args.find((arg) => arg.startsWith('--rows='));
  if (rows !== undefined) process.env.STICKWRIGHT_FAULT_ROWS = rows.slice('--rows='.length);
  // how many writes the soak test makes: npm run soak
  const writes = args.find((arg) => arg.startsWith('--writes='));
  if (writes !== undefined) process.env.STICKWRIGHT_SOAK_WRITES = writes.slice('--writes='.length);
  const runs = chooseRuns(args.filter((arg) => arg !== '--whole' && arg !== writes && arg !== rows));
  prepare();
  const missing = runs.some((run) => run.needs) ? provideAptPackages() : [];
  // unit tests run the sources; all others may start the built programs
  const isBuilt = runs.every((run) => run.name === 'unit') || buildIfStale();
  for (const run of runs) {
    if (isBuilt || run.name === 'unit') add(runGroup(run, missing));
    else console.log(`\n${run.name}: not run, the build failed`);
  }
} catch (error) {
  isBroken = true;
  console.log(error instanceof Error ? error.message : error);
}
printEnd();

/**
 * Arguments are names of groups, or files; without any, all groups.
 *
 * @param {readonly string[]} args
 * @returns {Run[]}
 */
function chooseRuns(args) {
  const files = args.filter(isTestFile).map((file) => path.resolve(file));
  const names = args.filter((arg) => !isTestFile(arg));
  const unknown = names.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) {
    const known = groups.map((group) => group.name).join(', ');
    throw new Error(`There is no group "${unknown.join('", "')}". Groups: ${known}`);
  }
  const runs = groups
    .map((group) => {
      const own = listSources(group.folders)
        .filter((file) => isTestFile(file) && group.leave?.test(file) !== true)
        .map((file) => path.join(root, file));
      const isWhole = args.length === 0 || names.includes(group.name);
      return { ...group, files: isWhole ? own : own.filter((file) => files.includes(file)) };
    })
    .filter((run) => run.files.length > 0);
  const found = runs.flatMap((run) => run.files);
  const lost = files.filter((file) => !found.includes(file));
  if (lost.length > 0) throw new Error(`No test of this project: ${lost.join(', ')}`);
  return runs;
}

function prepare() {
  ensureInstalled();
  const node = projectNode();
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  // the first Node that runs TypeScript sources as they are
  if (major < 22 || (major === 22 && minor < 18)) {
    throw new Error(`The tests need Node 22.18 or newer, this is ${version}. Use Node 24 (.nvmrc).`);
  }
}

/** False, and a failure more, if the programs under test cannot be built. */
function buildIfStale() {
  if (isFresh() || !canBuild()) return true;
  const script = path.join(root, 'scripts', 'build.mjs');
  const { status } = spawnSync(projectNode(), [script], { stdio: 'inherit' });
  if (status === 0) return true;
  const failures = [{ file: 'scripts/build.mjs', name: 'the build', reason: '' }];
  add({ passed: 0, failed: 1, skipped: 0, failures, skips: [] });
  return false;
}

/**
 * @param {Run} run
 * @param {readonly string[]} missingPackages
 * @returns {Totals}
 */
function runGroup({ name, files, limitMs, serial = false, env: own = {} }, missingPackages) {
  console.log(`\n${name}`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-test-'));
  const totalsFile = path.join(folder, 'totals.json');
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ...own, STICKWRIGHT_TEST_TOTALS: totalsFile };
  env.STICKWRIGHT_TEST_EACH = serial ? '1' : '0';
  env.STICKWRIGHT_MISSING_PACKAGES = missingPackages.join(' ');
  // set inside a test run; it would silence the reporter of this one
  delete env.NODE_TEST_CONTEXT;
  try {
    const args = ['--test', `--test-reporter=${path.join(root, 'scripts', 'test-reporter.mjs')}`];
    args.push(`--test-timeout=${limitMs}`);
    if (serial) args.push('--test-concurrency=1');
    const { status } = spawnSync(projectNode(), [...args, ...files], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    /** @type {Totals} */
    const totals = JSON.parse(readFileSync(totalsFile, 'utf8'));
    if (status !== 0 && totals.failed === 0) throw new Error(`ended with exit code ${status}`);
    return totals;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const failures = [{ file: name, name: 'the whole group', reason }];
    return { passed: 0, failed: 1, skipped: 0, failures, skips: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Totals} totals */
function add(totals) {
  sum.passed += totals.passed;
  sum.failed += totals.failed;
  sum.skipped += totals.skipped;
  sum.failures.push(...totals.failures);
  sum.skips.push(...totals.skips);
}

function printEnd() {
  const reasons = new Set(sum.skips.map((skip) => skip.reason));
  if (reasons.size > 0) console.log('\nSkipped:');
  for (const reason of reasons) {
    console.log(`  ${sum.skips.filter((skip) => skip.reason === reason).length} x ${reason}`);
  }
  if (sum.failures.length > 0) console.log('\nFailed:');
  for (const { file, name, reason } of sum.failures) console.log(`  ${file}: ${name} ${reason}`);
  const hasRun = sum.passed + sum.failed > 0;
  if (!hasRun && !isBroken) console.log('No tests were run.');
  process.exitCode = isBroken || sum.failed > 0 || !hasRun ? 1 : 0;
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
}
