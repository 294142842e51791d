import type { Drive } from '#contract/drive.ts';
import { cleanText } from '#engine/index.ts';
import type { Paint } from '../terminal/paint.ts';
import { cutToWidth, displayWidth, padStartToWidth, padToWidth } from './display-width.ts';
import { contentLines, driveCells, isWritable, lockLines, riskLine } from './drive-text.ts';
import { en } from './en.ts';

export interface DriveListLayout {
  readonly paint: Paint;
  readonly columns: number;
  /** Number in front of each drive that can be written, for choosing. */
  readonly isNumbered: boolean;
}

/** Volumes shown per drive; the others are counted. */
const VOLUMES_SHOWN = 4;
const NAME_COLUMNS = 34;
const BUS_COLUMNS = 22;

/** Drives as ux.md 4.3 shows them: writable ones with what is on them, then locked ones with the reason. */
export function driveListLines(drives: readonly Drive[], layout: DriveListLayout): string[] {
  const { paint, columns } = layout;
  const writable = drives.filter(isWritable);
  const locked = drives.filter((drive) => !isWritable(drive));
  const nameColumns = Math.min(NAME_COLUMNS, Math.max(0, ...drives.map((drive) => displayWidth(driveCells(drive)[0]))));
  const busColumns = Math.min(BUS_COLUMNS, Math.max(0, ...drives.map((drive) => displayWidth(driveCells(drive)[2]))));
  const row = (drive: Drive, mark: string, look: 'bold' | 'dim') => {
    const [name, size, bus, code] = driveCells(drive);
    const cells = `${padToWidth(name, nameColumns)}  ${padStartToWidth(size, 9)}  ${padToWidth(bus, busColumns)}  ${code}`;
    return `${padStartToWidth(mark, 4)}  ${paint(look, cells.trimEnd())}`;
  };
  const detail = (text: string) => `      ${cutToWidth(text, Math.max(20, columns - 6))}`;

  const lines: string[] = [];
  writable.forEach((drive, index) => {
    lines.push(row(drive, layout.isNumbered ? String(index + 1) : '', 'bold'));
    lines.push(detail(pathText(drive)), ...contentOf(drive).map(detail));
    const risk = riskLine(drive);
    if (risk !== null) lines.push(paint('yellow', detail(`! ${risk}`)));
    for (const reason of lockLines(drive)) lines.push(paint('yellow', detail(`! ${reason}`)));
    lines.push('');
  });
  if (locked.length > 0) lines.push(`  ${paint('dim', `── ${en.locked} ──`)}`);
  for (const drive of locked) lines.push(row(drive, '–', 'dim'), ...lockLines(drive).map(detail));
  return lines;
}

function pathText(drive: Drive): string {
  return cleanText(drive.identity.devicePath);
}

function contentOf(drive: Drive): string[] {
  const all = contentLines(drive);
  const shown = all.slice(0, VOLUMES_SHOWN);
  const rest = all.length - shown.length;
  const lines = shown.map((line, index) =>
    index === 0 ? `${en.nowOnIt}: ${line}` : `${' '.repeat(en.nowOnIt.length + 2)}${line}`,
  );
  return rest > 0 ? [...lines, `${' '.repeat(en.nowOnIt.length + 2)}${en.moreNames(rest)}`] : lines;
}
