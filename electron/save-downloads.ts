import { join } from 'node:path';
import { app, type Session } from 'electron';

/** Receipts are saved where the person says; nothing but what our page made is ever saved. */
export function saveDownloads(session: Session): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:app://bundle/')) {
      event.preventDefault();
      return;
    }
    item.setSaveDialogOptions({ defaultPath: join(app.getPath('downloads'), item.getFilename()) });
  });
}
