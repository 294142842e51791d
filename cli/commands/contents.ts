import type { ContentsCommand } from '../args.ts';
import { findDrives } from '../drives/find-drives.ts';
import { EXIT_DONE } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { contentsLines } from '../text/contents-lines.ts';
import { driveCells } from '../text/drive-text.ts';
import { en } from '../text/en.ts';

/**
 * `stickwright contents DRIVE`: the file systems on a drive with the names and sizes in their top folders, mounted or not.
 * Nothing is written. On stdout, or JSON lines.
 */
export async function contents(session: Session, command: ContentsCommand): Promise<number> {
  const { engine, interruption, speaker, io } = session;
  const request = {
    names: [command.drive],
    isVirtualAllowed: command.isVirtual,
    image: null,
    sizeBytes: null,
    mayCreate: false,
  };
  const [found] = await untilInterrupted(findDrives(engine, request), interruption);
  if (found === undefined || !('drive' in found)) throw new Error('A drive that exists was not found');
  const { drive } = found;
  session.emit({ event: 'drive', drive });
  const read = engine.readContents(drive, {
    signal: interruption.signal,
    onElevating: (how) => {
      session.emit({ event: 'elevating', how });
      speaker.line(en.askingToLook(how));
    },
    onReading: () => {},
  });
  const shown = await untilInterrupted(read, interruption);
  session.emit({ event: 'contents', driveId: drive.id, contents: shown });
  if (command.isJson) return EXIT_DONE;

  const out = makeSpeaker(io, 'stdout');
  const [name, size, bus, code] = driveCells(drive);
  out.lines([out.paint('bold', [name, size, bus, code].filter((cell) => cell !== '').join('  ')), '']);
  out.lines(contentsLines(shown, { paint: out.paint, columns: out.columns(), isAll: command.isAll }));
  return EXIT_DONE;
}
