import type { DownloadCommand } from '../args.ts';
import { EXIT_DONE } from '../exit-code.ts';
import { downloadShown } from '../remote/download-shown.ts';
import { findEntry } from '../remote/load-catalogue.ts';
import { isAddress } from '../remote/open-image.ts';
import type { Session } from '../session.ts';
import { wrapIndented } from '../text/display-width.ts';
import { en } from '../text/en.ts';

/** `stickwright download URL`: fetches a file into a folder, going on where an earlier run stopped. */
export async function download(session: Session, command: DownloadCommand): Promise<number> {
  const { speaker } = session;
  const { folder } = command;
  const found = isAddress(command.place)
    ? { url: command.place, sha256: null }
    : await findEntry(session, { name: command.place, listPlace: command.listPlace });
  const { url } = found;
  const expectedDigest = command.expectedSha256 ?? command.expectedSha512 ?? found.sha256;
  if (expectedDigest === null && /^http:/iu.test(url.trim())) {
    speaker.lines(wrapIndented(speaker.paint('yellow', en.insecureDownload), speaker.columns(), ''));
  }
  await downloadShown(session, { url, folder: folder ?? '.', expectedDigest });
  return EXIT_DONE;
}
