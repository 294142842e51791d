import type { Outcome } from '#contract/job.ts';
import type { Colour, Paint } from '../terminal/paint.ts';
import { cleanText } from '#engine/index.ts';
import { cutToWidth, displayWidth, padStartToWidth, padToWidth } from '../text/display-width.ts';
import { codeText } from '../text/drive-text.ts';
import { en } from '../text/en.ts';
import { errorText } from '../text/error-text.ts';
import { percentOf, sizeOfText, sizeText, speedText, timeLeftText } from '../text/format.ts';
import type { DriveProgress } from './progress-state.ts';

export interface LineLayout {
  readonly columns: number;
  readonly paint: Paint;
}

const MARGIN = '  ';
const GAP = '  ';
const NAME_COLUMNS = { least: 11, most: 32 } as const;
const BAR_COLUMNS = { least: 6, most: 30 } as const;
const PHASE_COLUMNS = Math.max(...Object.values(en.phases).map(displayWidth));
/** `999 of 999 GB` or `1.23 of 1.25 GB`. */
const DONE_COLUMNS = 15;
const DONE_SHORT_COLUMNS = 8;
const SPEED_COLUMNS = 10;
const LEFT_COLUMNS = 21;
const LEFT_SHORT_COLUMNS = 16;
/** From here a line has room for the totals and the longer words. */
const ROOMY_COLUMNS = 110;
const STALL_SHOWN_MS = 10_000;
const STALL_LONG_MS = 60_000;

const OUTCOME_LOOKS = {
  verified: ['✓', 'green'],
  unverified: ['✓', 'yellow'],
  failed: ['✗', 'red'],
  cancelled: ['–', 'dim'],
} as const satisfies Record<Outcome, readonly [string, Colour]>;

/**
 * One drive's line of the live display, never wider than `columns`: name, phase, percent, bar, amount, speed, time left.
 * Without a known total there is no percentage and an empty bar; a drive that accepts nothing says so instead of a speed.
 */
export function progressLine(row: DriveProgress, { columns, paint }: LineLayout): string {
  if (row.result !== null) return endedLine(row, { columns, paint });
  const isRoomy = columns >= ROOMY_COLUMNS;
  const figures = row.figures;
  const phase = padToWidth(en.phases[row.phase], PHASE_COLUMNS);
  const hasTotal = figures !== null && figures.totalBytes !== null;
  const percent = hasTotal ? percentOf(figures.doneBytes, figures.totalBytes ?? 0) : null;
  const percentCell = padStartToWidth(percent === null ? '' : `${percent} %`, 5);
  const doneCell = padStartToWidth(amountText(row, isRoomy), isRoomy ? DONE_COLUMNS : DONE_SHORT_COLUMNS);
  const tail = tailText(row, isRoomy);
  const tailColumns = SPEED_COLUMNS + GAP.length + (isRoomy ? LEFT_COLUMNS : LEFT_SHORT_COLUMNS);

  const fixed = MARGIN.length + PHASE_COLUMNS + 5 + displayWidth(doneCell) + tailColumns + 5 * GAP.length;
  const free = Math.max(NAME_COLUMNS.least + BAR_COLUMNS.least, columns - fixed);
  const barColumns = Math.max(
    BAR_COLUMNS.least,
    Math.min(BAR_COLUMNS.most, Math.floor(free / 2), free - NAME_COLUMNS.least),
  );
  const nameColumns = Math.max(NAME_COLUMNS.least, Math.min(NAME_COLUMNS.most, free - barColumns));
  const bar = barText(percent, barColumns);

  const head = `${MARGIN}${nameCell(row, nameColumns)}${GAP}${phase}`;
  const rest = `${GAP}${percentCell}${GAP}${bar}${GAP}${doneCell}${GAP}${tail.text}`;
  const line = cutToWidth(head + rest, columns);
  // painted after cutting: a cut never falls into a colour code, because only whole known parts are painted
  const painted = line.includes(bar) ? line.replace(bar, paint('cyan', bar)) : line;
  return tail.isStalled && painted.includes(tail.text)
    ? painted.replace(tail.text, paint('yellow', tail.text))
    : painted;
}

/** Name and code, the code never cut away: it is what tells twins apart. */
export function nameCell(row: DriveProgress, columns: number): string {
  const code = codeText(row.drive);
  const name = cutToWidth(cleanText(row.drive.name), Math.max(1, columns - displayWidth(code) - 1));
  return padToWidth(`${name} ${code}`, columns);
}

function barText(percent: number | null, columns: number): string {
  const filled = percent === null ? 0 : Math.floor((percent / 100) * columns);
  return '█'.repeat(filled) + '░'.repeat(columns - filled);
}

function amountText(row: DriveProgress, isRoomy: boolean): string {
  const figures = row.figures;
  if (figures === null) return '';
  if (!isRoomy || figures.totalBytes === null) return sizeText(figures.doneBytes);
  return sizeOfText(figures.doneBytes, figures.totalBytes);
}

function tailText(row: DriveProgress, isRoomy: boolean): { text: string; isStalled: boolean } {
  const figures = row.figures;
  if (figures?.stalledMs !== null && figures !== null && figures.stalledMs >= STALL_SHOWN_MS) {
    return { text: en.stalled(Math.floor(figures.stalledMs / 1000)), isStalled: true };
  }
  if (row.phase === 'flushing') return { text: isRoomy ? en.storing : '', isStalled: false };
  if (figures === null || figures.speedBytesPerSec <= 0) return { text: '', isStalled: false };
  const speed = padStartToWidth(speedText(figures.speedBytesPerSec), SPEED_COLUMNS);
  if (figures.etaMs === null) return { text: speed, isStalled: false };
  const left = timeLeftText(figures.etaMs);
  return { text: `${speed}${GAP}${isRoomy ? en.left(left) : left}`, isStalled: false };
}

function endedLine(row: DriveProgress, { columns, paint }: LineLayout): string {
  const result = row.result;
  if (result === null) return '';
  const [symbol, colour] = OUTCOME_LOOKS[result.outcome];
  const nameColumns = Math.max(NAME_COLUMNS.least, Math.min(NAME_COLUMNS.most, columns - 40));
  const why = result.failure === null ? '' : `: ${errorText(result.failure).happened}`;
  const words = cutToWidth(
    `${symbol} ${en.outcomes[result.outcome]}${why}`,
    columns - nameColumns - MARGIN.length - GAP.length,
  );
  return `${MARGIN}${nameCell(row, nameColumns)}${GAP}${paint(colour, words)}`;
}

/** A drive that has accepted nothing for a minute. */
export function isStalledLong(row: DriveProgress): boolean {
  return row.result === null && (row.figures?.stalledMs ?? 0) >= STALL_LONG_MS;
}
