import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { isErrorOf } from './is-error-of.ts';

/** A folder of this test's own, removed after it. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-image-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a temporary folder and gives back its path. */
export function temporaryFile(t: TestContext, name: string, bytes: Uint8Array): string {
  const file = path.join(temporaryFolder(t), name);
  writeFileSync(file, bytes);
  return file;
}

/**
 * The same bytes for the same arguments: runs that pack well and runs that do not, so that every packer makes
 * blocks of several kinds. They are neither an image nor any other known format.
 */
export function sampleBytes(lengthBytes: number, seed = 'sample'): Buffer {
  const parts: Buffer[] = [];
  for (let done = 0, number = 0; done < lengthBytes; number += 1) {
    const noise = createHash('shake256', { outputLength: 40_000 }).update(`${seed}${number}`);
    const part = Buffer.concat([noise.digest(), Buffer.alloc(20_000, number), Buffer.alloc(9_000)]);
    parts.push(part);
    done += part.length;
  }
  return Buffer.concat(parts).subarray(0, lengthBytes);
}

/** What `program` makes of `input` on its standard output, or null where the program is not installed. */
export function packWith(program: string, args: readonly string[], input: Buffer): Buffer | null {
  const run = spawnSync(program, args, { input, maxBuffer: 1024 * 1024 * 1024 });
  if (isErrorOf(run.error, 'ENOENT')) return null;
  if (run.status !== 0) throw new Error(`${program} failed: ${run.stderr}`);
  return run.stdout;
}

/** Like `packWith` for programs that work on files in `folder`; false where it is not installed. */
export function runIn(folder: string, program: string, args: readonly string[]): boolean {
  const run = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (isErrorOf(run.error, 'ENOENT')) return false;
  if (run.status !== 0) throw new Error(`${program} failed: ${run.stdout}${run.stderr}`);
  return true;
}
