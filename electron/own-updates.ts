import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { Updates } from './updates.ts';

/** The updates of this installation; null where it is not one that can be updated: whoever publishes it says where from. */
export function ownUpdates(): Updates | null {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return null;
  return new Updates(async () => (await import('electron-updater')).autoUpdater);
}
