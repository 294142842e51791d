import type { InspectCommand } from '../args.ts';
import { EXIT_DONE } from '../exit-code.ts';
import { openImage } from '../remote/open-image.ts';
import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { checkedText, embeddedText } from '../text/check-text.ts';
import { en } from '../text/en.ts';
import { imageCardLines } from '../text/image-card-lines.ts';
import { compareImage } from '../trust/compare-image.ts';
import { imageCheck } from '../trust/image-check.ts';
import { usageError } from '../usage-error.ts';

/**
 * `stickwright inspect IMAGE`: what the file is, from its contents, and, where that is asked for, whether it is the published
 * one. On stdout, or JSON lines.
 */
export async function inspect(session: Session, command: InspectCommand): Promise<number> {
  const image = await openImage(session, command.imagePath, {
    expectedDigest: null,
    keepFolder: null,
    blockMapPath: command.blockMapPath,
  });
  const out = makeSpeaker(session.io, 'stdout');
  if (!command.isJson) out.lines(imageCardLines(image, { paint: out.paint, columns: out.columns() }));
  // files beside the image are used only where it is to be read anyway
  if (!command.isChecked && command.isBesideUsed) return EXIT_DONE;
  if (image.remote !== undefined) throw usageError('check-of-address');
  const check = await imageCheck(session, image, command);
  const compared = await untilInterrupted(compareImage(session, image, check), session.interruption);
  session.emit({ event: 'checked', ...compared });
  if (command.isJson) return EXIT_DONE;
  out.line(`  ${out.paint('dim', en.sha256)}  ${compared.sha256 ?? ''}`);
  const { check: equal, embedded } = compared;
  const lines = [checkedText(equal), embeddedText(embedded)].filter((line) => line !== null);
  for (const line of lines.length > 0 ? lines : [en.nothingToCompare]) out.line(`  ${line}`);
  return EXIT_DONE;
}
