import { createRequire } from 'node:module';
import { besideProgram } from './beside-program.ts';

/** What to `require` for the native XXH3: the compiled part beside the packed program, else the package. */
export function xxhashPath(): string {
  return besideProgram('xxhash.node') ?? createRequire(import.meta.url).resolve('xxhash-addon');
}
