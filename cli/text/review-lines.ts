import type { Drive } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import type { Paint } from '../terminal/paint.ts';
import { cleanText } from '#engine/index.ts';
import { sectorTrapText } from './boot-text.ts';
import { checkGivenText } from './check-text.ts';
import { wrapIndented, wrapToWidth } from './display-width.ts';
import { contentLines, driveCells, riskWords } from './drive-text.ts';
import { en } from './en.ts';
import { enBoot } from './en-boot.ts';
import { sizeText } from './format.ts';
import { imageKind, imageSize, imageWarnings, packedText, systemTitle, unattendedText } from './image-text.ts';

export interface ReviewFacts {
  readonly mode: 'write' | 'verify';
  readonly image: Image;
  readonly drives: readonly Drive[];
  /** Practice drives that will be made. */
  readonly newFiles: readonly { readonly path: string; readonly sizeBytes: number }[];
  readonly verify: boolean;
  /** What the image must be; null: nothing to compare with. */
  readonly check: Expected | null;
}

export interface ReviewLayout {
  readonly paint: Paint;
  readonly columns: number;
  /** Compared with a receipt: nothing is known of the image but its name and size. */
  readonly isRecheck?: boolean;
}

/** What will happen and what will be lost (ux.md 4.4), before the question is asked. */
export function reviewLines(facts: ReviewFacts, layout: ReviewLayout): string[] {
  const { paint, columns, isRecheck = false } = layout;
  const { image, drives, newFiles, mode } = facts;
  const lines = [paint('bold', mode === 'write' ? en.willBeWritten : en.willBeVerified)];
  lines.push(`   ${cleanText(image.name)}   ${imageSize(image)}`);
  const title = systemTitle(image);
  if (title !== null) lines.push(`   ${title}`);
  const danger = unattendedText(image);
  if (danger !== null) lines.push(...note(danger, { paint, columns }));
  if (!isRecheck) lines.push(`   ${imageKind(image)}${image.layers.length > 0 ? `, ${packedText(image)}` : ''}`);
  if (mode === 'write') lines.push(`   ${en.rawCopy}`);
  if (mode === 'write' && image.boot.writeMode.mode === 'other') {
    lines.push(...note(enBoot.rawAnyway, { paint, columns }));
  }
  if (image.remote !== undefined) lines.push(`   ${en.fromServer}`);
  if (facts.check !== null) {
    const text = image.remote === undefined ? checkGivenText(facts.check) : en.expectedOnTheWay;
    lines.push(...wrapIndented(text, columns, '   '));
  }
  for (const warning of imageWarnings(image)) lines.push(...note(en.imageWarnings[warning], { paint, columns }));
  if (mode === 'write' && !facts.verify) lines.push(...note(en.notVerified, { paint, columns }));

  if (drives.length > 0 && mode === 'write') {
    lines.push('', paint('red', drives.length === 1 ? en.lossOne : en.lossMany(drives.length)));
  }
  for (const drive of drives) {
    lines.push(...lossOf(drive, mode === 'write', paint));
    const trap = mode === 'write' ? sectorTrapText(image.boot, drive) : null;
    if (trap !== null) lines.push(...note(trap, { paint, columns }));
  }
  for (const { path, sizeBytes } of newFiles) {
    lines.push('', en.newPractice(cleanText(path), sizeText(sizeBytes)), `   ${en.newPracticeNote}`);
  }
  return lines;
}

function lossOf(drive: Drive, isWriting: boolean, paint: Paint): string[] {
  const [name, size, bus, code] = driveCells(drive);
  const lines = ['', `   ${paint('bold', [name, size, bus, code].filter((cell) => cell !== '').join('   '))}`];
  lines.push(`      ${paint('dim', cleanText(drive.identity.devicePath))}`);
  if (!isWriting) return lines;
  lines.push(...contentLines(drive).map((line) => `      ${line}`));
  const risks = riskWords(drive);
  if (risks.length > 0) lines.push(`      ${paint('yellow', `! ${en.askCodeRisk(risks)}`)}`);
  return lines;
}

function note(text: string, { paint, columns }: ReviewLayout): string[] {
  return wrapToWidth(text, columns - 5).map((line, index) =>
    paint('yellow', index === 0 ? `   ! ${line}` : `     ${line}`),
  );
}
