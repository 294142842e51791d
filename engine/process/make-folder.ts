import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { osCodeOf } from '../errors/app-error.ts';

/**
 * Makes the folder and those above it, with `mode`; one that is there stays as it is. Throws the system's error. Step by
 * step: Node's own `recursive` never returns below a folder that takes no folders and says ENOENT, such as /proc.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (cause) {
    const above = dirname(path);
    if (osCodeOf(cause) === 'EEXIST') return;
    if (osCodeOf(cause) !== 'ENOENT' || above === path) throw cause;
    await makeFolder(above, mode);
    await mkdir(path, { mode }).catch((again: unknown) => {
      if (osCodeOf(again) !== 'EEXIST') throw again;
    });
  }
}
