// npm run test:electron: the smoke test of the window in the real Electron, where its program and a display are there.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { electronProgram, whyNoWindow } from './find-electron.mjs';
import { canBuild, isFresh } from './freshness.mjs';
import { ensureInstalled, projectNode } from './setup.mjs';
import { root } from './source-files.mjs';

ensureInstalled();
const program = electronProgram();
// tests of a machine that has nobody but root run without the sandbox that root cannot have
const why = whyNoWindow({ program, platform: process.platform, env: process.env, isRoot: false });
if (program === null) console.log('skipped: no Electron binary');
else if (why !== null) console.log(`skipped: ${why}`);
else process.exitCode = run(program);

/** @param {string} electron */
function run(electron) {
  if (!isFresh() && canBuild()) {
    const built = spawnSync(projectNode(), [path.join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
    if (built.status !== 0) return 1;
  }
  const env = { ...process.env, STICKWRIGHT_ELECTRON: electron };
  const test = path.join(root, 'test', 'electron', 'smoke.test.ts');
  return (
    spawnSync(projectNode(), ['--test', '--test-timeout=120000', test], { cwd: root, env, stdio: 'inherit' }).status ??
    1
  );
}
