import type { ListCommand } from '../args.ts';
import { EXIT_DONE } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { driveListLines } from '../text/drive-list-lines.ts';
import { isWritable } from '../text/drive-text.ts';
import { en } from '../text/en.ts';

/** `stickwright list`: the drives, what is on them, and why some are locked. A table on stdout, or JSON lines. */
export async function list(session: Session, command: ListCommand): Promise<number> {
  const query = { virtual: command.isVirtual, all: command.isAll };
  const drives = await untilInterrupted(session.engine.listDrives(query), session.interruption);
  for (const drive of drives) session.emit({ event: 'drive', drive });
  if (command.isJson) return EXIT_DONE;

  const out = makeSpeaker(session.io, 'stdout');
  if (drives.length === 0) {
    out.line(en.noDrives);
    return EXIT_DONE;
  }
  const writableCount = drives.filter(isWritable).length;
  out.lines([out.paint('bold', en.listHeading(writableCount, drives.length - writableCount)), '']);
  out.lines(driveListLines(drives, { paint: out.paint, columns: out.columns(), isNumbered: false }));
  return EXIT_DONE;
}
