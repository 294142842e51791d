// Provides the Debian packages that the loop, vm and browser tests use, as far as rights allow.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './source-files.mjs';

/**
 * Installs what is missing when run as root on a Debian system; otherwise says what is missing.
 *
 * @returns {string[]} the packages that are still missing
 */
export function provideAptPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return [];
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (!hasCommand('apt-get')) {
    console.log(`Tests that need these Debian packages are skipped: ${missing.join(' ')}`);
    return missing;
  }
  if (process.getuid?.() !== 0) {
    console.log(`Tests that need missing packages are skipped. To run them: sudo ${command}`);
    return missing;
  }
  console.log(`Installing Debian packages: ${missing.join(' ')}`);
  const installed = apt(['update']) && apt(['install', '--yes', '--no-install-recommends', ...missing]);
  const left = installed ? [] : missingPackages();
  if (left.length > 0) {
    console.log(`apt-get failed (offline?). Tests that need these are skipped: ${left.join(' ')}`);
  }
  return left;
}

function missingPackages() {
  const wanted = readFileSync(path.join(root, 'test', 'apt-packages.txt'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((name) => name !== '');
  const query = ['--show', '--showformat', `\${Package} \${db:Status-Status}\n`, ...wanted];
  const { stdout } = spawnSync('dpkg-query', query, { encoding: 'utf8' });
  const present = new Set(
    (stdout ?? '')
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return wanted.filter((name) => !present.has(name));
}

/** @param {string} command */
function hasCommand(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** @param {readonly string[]} args */
function apt(args) {
  const { status, stdout, stderr } = spawnSync('apt-get', ['--quiet', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
  // apt is long-winded: its text is only worth reading when it fails
  if (status !== 0) console.log(`${stdout ?? ''}${stderr ?? ''}`.trim());
  return status === 0;
}
