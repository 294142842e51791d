import { access, constants } from 'node:fs/promises';

/** Whether this process may open what is at a path, by the rights of the file. */
export async function mayOpenFile(path: string, mode: 'read' | 'write'): Promise<boolean> {
  return await access(path, mode === 'write' ? constants.R_OK | constants.W_OK : constants.R_OK).then(
    () => true,
    () => false,
  );
}
