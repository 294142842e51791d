import { homedir } from 'node:os';
import { LogLines } from '#engine/index.ts';
import { userFolders } from '#host/user-folders.ts';

/** A line for the log of the app while there is no session to keep it. */
export function logEarly(message: string): void {
  const log = new LogLines({ home: homedir(), folder: userFolders(process.env).log });
  log.add({ level: 'error', process: 'host', operation: 'window', message });
}
