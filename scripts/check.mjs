// npm run check: format, lint, dependency rule, file rules and types, side by side.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from './setup.mjs';
import { codeFolders, isTestFile, listSources, root } from './source-files.mjs';

const typedFolders = [...codeFolders, 'test', 'scripts'];

try {
  ensureInstalled();
  process.exitCode = await check();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function check() {
  const startedAt = performance.now();
  // loaded late: they need packages that the line above may have installed
  const { checkProjectDependencies } = await import('./check-dependencies.mjs');
  const { checkFiles } = await import('./check-files.mjs');

  const biomePromise = runBiome();
  const typesPromise = runTypes();
  const dependencies = checkProjectDependencies();
  const filesProblems = checkFiles();
  const [biome, types] = await Promise.all([biomePromise, typesPromise]);

  if (biome.failed) console.log(biome.output);
  for (const text of [...dependencies.problems, ...filesProblems, ...types.problems]) {
    console.log(text);
  }
  const failures = [
    biome.failed ? 'format or lint' : '',
    count(dependencies.problems, 'dependency'),
    count(filesProblems, 'file rule'),
    count(types.problems, 'type'),
  ].filter((text) => text !== '');
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const checked = `${dependencies.fileCount} files, ${types.projects} type projects, ${seconds} s`;
  console.log(failures.length === 0 ? `check passed: ${checked}` : `check FAILED: ${failures.join(', ')} (${checked})`);
  return failures.length === 0 ? 0 : 1;
}

/** @param {readonly string[]} problems @param {string} kind */
function count(problems, kind) {
  return problems.length === 0 ? '' : `${problems.length} ${kind} problems`;
}

async function runBiome() {
  const colours = process.stdout.isTTY ? 'force' : 'off';
  const args = [
    'check',
    '--error-on-warnings',
    '--diagnostic-level=warn',
    `--colors=${colours}`,
    '--max-diagnostics=200',
  ];
  const { status, output } = await run('biome', args);
  return { failed: status !== 0, output };
}

/** Each folder sees only its own world (DOM or Node); tests of a DOM folder have their own project. */
async function runTypes() {
  const projects = typedFolders.flatMap((folder) => {
    const sources = listSources([folder]);
    const ownTestProject = existsSync(path.join(root, folder, 'tsconfig.test.json'));
    const plain = ownTestProject ? sources.filter((file) => !isTestFile(file)) : sources;
    const tests = ownTestProject ? sources.filter(isTestFile) : [];
    return [
      plain.length > 0 ? `${folder}/tsconfig.json` : '',
      tests.length > 0 ? `${folder}/tsconfig.test.json` : '',
    ].filter((project) => project !== '');
  });
  const results = await inPairs(projects, (project) => run('tsc', ['-p', project]));
  // one error may show up in every project that imports the file
  const problems = new Set(results.flatMap(({ status, output }) => (status === 0 ? [] : splitDiagnostics(output))));
  return { problems: [...problems], projects: projects.length };
}

/**
 * The compiler uses several cores by itself: two at a time keep them busy, ten take each other's memory.
 *
 * @template T, R
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>} in no particular order
 */
async function inPairs(items, work) {
  const left = [...items];
  /** @type {R[]} */
  const done = [];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) done.push(await work(item));
  };
  await Promise.all([lane(), lane()]);
  return done;
}

/** A diagnostic is a line and the indented lines below it. @param {string} output */
function splitDiagnostics(output) {
  return output.trim().split(/\n(?! )/);
}

/**
 * @param {string} command a program from node_modules/.bin
 * @param {readonly string[]} args
 * @returns {Promise<{ status: number | null, output: string }>}
 */
function run(command, args) {
  const program = path.join(root, 'node_modules', '.bin', command);
  // on Windows these are .cmd files, which only a shell can start
  const isWindows = process.platform === 'win32';
  const child = spawn(isWindows ? `"${program}.cmd"` : program, args, {
    cwd: root,
    shell: isWindows,
  });
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (/** @type {Buffer} */ data) => {
      output += data.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
