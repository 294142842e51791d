import { dirname, join } from 'node:path';

/**
 * Absolute path of a file that is shipped beside the packed program; null in a checkout, where npm packages hold such files.
 * The question is put at run time and without an import: Node before 20.16 and Electron do not have `node:sea`.
 */
export function besideProgram(name: string): string | null {
  return isPacked() ? join(dirname(process.execPath), name) : null;
}

/** True in `stickwright-worker`, the single executable that installers bring. */
export function isPacked(): boolean {
  return process.getBuiltinModule?.('node:sea')?.isSea() ?? false;
}
