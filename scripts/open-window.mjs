// Opens the app in a window, from the sources: builds what is stale, then starts Electron, which must be installed.
import { spawn } from 'node:child_process';
import { electronProgram } from './find-electron.mjs';
import { canBuild, isFresh } from './freshness.mjs';
import { root } from './source-files.mjs';

const program = electronProgram();
if (program === null) throw new Error('Electron is not installed here: npx install-electron --no');

if (!isFresh() && canBuild()) {
  const { build } = await import('./build.mjs');
  await build();
}

// set inside editors that are Electron programs themselves: it would make this one a plain Node
const { ELECTRON_RUN_AS_NODE: _unset, ...env } = process.env;
const child = spawn(program, [root, ...process.argv.slice(2)], { stdio: 'inherit', env });
process.on('SIGINT', () => {}); // the app hears it as well, and asks where drives are being written
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 70;
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
