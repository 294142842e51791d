import type { Io } from './io.ts';
import { makePaint, type Paint, plainSymbols } from './paint.ts';

/** Says things to people: on stderr, so that stdout stays clean for data. */
export interface Speaker {
  readonly paint: Paint;
  /** Columns to lay text out in: at most 100, so that lines stay readable. */
  columns(): number;
  line(text?: string): void;
  lines(texts: readonly string[]): void;
}

const WIDEST = 100;

/** A speaker on stderr, or on stdout for what a person asked to see (`list`, `inspect`, `help`). */
export function makeSpeaker(io: Io, stream: 'stderr' | 'stdout' = 'stderr'): Speaker {
  const target = io[stream];
  const speaker: Speaker = {
    paint: makePaint(io.colours[stream]),
    columns: () => Math.min(WIDEST, io.columns()),
    line: (text = '') => {
      target.write(`${io.hasSymbols ? text : plainSymbols(text)}\n`);
    },
    lines: (texts) => {
      for (const text of texts) speaker.line(text);
    },
  };
  return speaker;
}
