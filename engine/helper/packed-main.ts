/**
 * Entry of the single executable `stickwright-worker`: the helper, or with the word `cli` the command line. The code of each
 * lies inside the executable, so that one signature covers it, and is loaded only when its mode runs: no parser and no
 * network module comes into a privileged worker.
 */
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { getAsset } from 'node:sea';
import { compileFunction } from 'node:vm';
import { programWords } from '../packed/program-words.ts';

const folder = dirname(process.execPath);
const requireBuiltin = createRequire(process.execPath);
const modules = new Map<string, { exports: unknown }>();

/** Runs the embedded module of that name once and gives its exports. Throws where there is none. */
function load(name: string): unknown {
  const known = modules.get(name);
  if (known !== undefined) return known.exports;
  const module: { exports: unknown } = { exports: {} };
  modules.set(name, module);
  // as if it lay beside the executable: what is shipped there is found from here
  const file = join(folder, posix.basename(name));
  const requireFromHere = (specifier: string): unknown =>
    specifier.startsWith('.') ? load(posix.join(posix.dirname(name), specifier)) : requireBuiltin(specifier);
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  compileFunction(getAsset(name, 'utf8'), names, { filename: file })(
    module.exports,
    requireFromHere,
    module,
    file,
    folder,
  );
  return module.exports;
}

const [, , mode] = process.argv;
const isForWorkerOnly = process.env['PKEXEC_UID'] !== undefined;
if (mode === 'cli' && !isForWorkerOnly) {
  process.argv.splice(1, 2, programWords().at(-1) ?? process.execPath);
  load('cli.cjs');
} else if (mode !== 'worker' && mode !== 'look' && isForWorkerOnly) {
  // The dialogs of pkexec speak of writing drives and of looking at one; their permission must not open anything else.
  process.stderr.write('Only the parts that need a drive may be started through pkexec.\n');
  process.exitCode = 2;
} else {
  load('helper.cjs');
}
