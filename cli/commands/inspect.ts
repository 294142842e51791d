import type { InspectCommand } from '../args.ts';
import { EXIT_DONE } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { imageCardLines } from '../text/image-card-lines.ts';

/** `stickwright inspect IMAGE`: what the file is, from its contents. On stdout, or one JSON line. */
export async function inspect(session: Session, command: InspectCommand): Promise<number> {
  const { engine, interruption } = session;
  const image = await untilInterrupted(engine.inspectImage(command.imagePath, interruption.signal), interruption);
  session.emit({ event: 'image', image });
  if (command.isJson) return EXIT_DONE;
  const out = makeSpeaker(session.io, 'stdout');
  out.lines(imageCardLines(image, { paint: out.paint, columns: out.columns() }));
  return EXIT_DONE;
}
