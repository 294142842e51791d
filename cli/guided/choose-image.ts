import path from 'node:path';
import type { Image } from '#contract/image.ts';
import { AppError, cleanText } from '#engine/index.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { displayWidth, padStartToWidth, padToWidth } from '../text/display-width.ts';
import { guidedTexts as texts } from '../text/en-guided.ts';
import { failureLines } from '../text/failure-lines.ts';
import { sizeText } from '../text/format.ts';
import { imageCardLines } from '../text/image-card-lines.ts';
import { type NearbyImage, nearbyImages } from './nearby-images.ts';
import { answerOf } from './quit.ts';
import { typedPath } from './typed-path.ts';

const NAME_COLUMNS = 44;

/** Asks until there is an image that can be written. Nothing is preselected. Throws Quit. */
export async function chooseImage(session: Session): Promise<Image> {
  const { speaker, ask, engine, interruption } = session;
  const { paint } = speaker;
  speaker.lines(['', paint('bold', `1  ${texts.image}`), '']);
  const nearby = await nearbyImages();
  const rows = nearbyRows(nearby);
  if (rows.length > 0) speaker.lines([...rows, '']);
  speaker.line(`   ${paint('dim', nearby.length > 0 ? texts.imageHint : texts.imageHintAlone)}`);
  for (;;) {
    const typed = answerOf(await ask(`   ${texts.imagePrompt}`));
    if (typed === '') continue;
    const picked = /^\d+$/.test(typed) ? nearby[Number(typed) - 1] : undefined;
    const file = picked?.path ?? typedPath(typed);
    if (picked === undefined && /^\d{1,2}$/.test(typed)) {
      speaker.line(`   ${texts.noSuchNumber(typed)}`);
      continue;
    }
    try {
      const image = await untilInterrupted(engine.inspectImage(file, interruption.signal), interruption);
      speaker.lines(['', ...indented(imageCardLines(image, { paint, columns: speaker.columns() - 3 }))]);
      return image;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const lines = failureLines(error.failure, { paint, columns: speaker.columns() - 3, isWriting: false });
      speaker.lines(['', ...indented(lines), '']);
    }
  }
}

function nearbyRows(nearby: readonly NearbyImage[]): string[] {
  const names = nearby.map((image) => cleanText(path.basename(image.path)));
  const columns = Math.min(NAME_COLUMNS, Math.max(0, ...names.map(displayWidth)));
  return nearby.map((image, index) => {
    const size = padStartToWidth(sizeText(image.sizeBytes), 9);
    return `   ${index + 1}  ${padToWidth(names[index] ?? '', columns)}  ${size}   ${image.folderName}`;
  });
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `   ${line}`));
}
