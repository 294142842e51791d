import { win32 } from 'node:path';

/** Where Windows is installed unless it says otherwise. */
const USUAL = 'C:\\Windows';

/**
 * Windows' own folder. The variable is the user's to set, so only a plain drive and folder is taken: never a network place,
 * from where a foreign program would be started.
 */
export function systemRoot(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const told = env['SystemRoot'] ?? env['SYSTEMROOT'] ?? USUAL;
  return /^[A-Za-z]:\\[^\\/:*?"<>|]+$/.test(told) ? win32.normalize(told) : USUAL;
}
