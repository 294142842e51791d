import type { Image } from '#contract/image.ts';
import { cleanText } from '#engine/index.ts';
import type { Paint } from '../terminal/paint.ts';
import { displayWidth, padToWidth, wrapToWidth } from './display-width.ts';
import { en } from './en.ts';
import { imageFacts, imageWarnings, systemTitle, unattendedText } from './image-text.ts';

/** An image as a card: its name, then one fact a line, then what is worth a warning. */
export function imageCardLines(image: Image, { paint, columns }: { paint: Paint; columns: number }): string[] {
  const facts = imageFacts(image);
  const labelColumns = Math.max(...facts.map(([label]) => displayWidth(label)));
  const lines = [paint('bold', systemTitle(image) ?? cleanText(image.name))];
  const danger = unattendedText(image);
  if (danger !== null) {
    const texts = wrapToWidth(danger, columns - 4);
    lines.push(...texts.map((text, index) => paint('red', index === 0 ? `  ! ${text}` : `    ${text}`)));
  }
  for (const [label, value] of facts) {
    // a path stays in one piece: it may be copied
    const texts = label === 'File' ? [value] : wrapToWidth(value, Math.max(20, columns - labelColumns - 5));
    texts.forEach((text, index) => {
      lines.push(`  ${paint('dim', padToWidth(index === 0 ? label : '', labelColumns))}   ${text}`);
    });
  }
  for (const warning of imageWarnings(image)) {
    const texts = wrapToWidth(en.imageWarnings[warning], columns - 4);
    lines.push(...texts.map((text, index) => paint('yellow', index === 0 ? `  ! ${text}` : `    ${text}`)));
  }
  return lines;
}
