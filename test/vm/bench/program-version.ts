import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
/** What the program under test is made of. */
const PARTS = ['cli', 'contract', 'engine', 'host', 'native', 'web', 'package-lock.json'];

/** The commit the program is built from; "+" after it: with changes that are in no commit. */
export function programNow(): string {
  const commit = git('rev-parse', '--short=9', 'HEAD');
  return git('status', '--porcelain', '--', ...PARTS) === '' ? commit : `${commit}+`;
}

/** Whether the program is the same as at that commit, whatever else changed. */
export function isProgramOf(commit: string): boolean {
  if (commit.endsWith('+')) return false;
  return spawnSync('git', ['diff', '--quiet', commit, '--', ...PARTS], { cwd: ROOT, stdio: 'ignore' }).status === 0;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
