import type { InspectCommand } from '../args.ts';
import { EXIT_DONE } from '../exit-code.ts';
import { openImage } from '../remote/open-image.ts';
import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { imageCardLines } from '../text/image-card-lines.ts';

/** `stickwright inspect IMAGE`: what the file is, from its contents. On stdout, or one JSON line. */
export async function inspect(session: Session, command: InspectCommand): Promise<number> {
  const image = await openImage(session, command.imagePath, { expectedSha256: null, keepFolder: null });
  if (command.isJson) return EXIT_DONE;
  const out = makeSpeaker(session.io, 'stdout');
  out.lines(imageCardLines(image, { paint: out.paint, columns: out.columns() }));
  return EXIT_DONE;
}
