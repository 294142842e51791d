import { displayWidth } from '../text/display-width.ts';
import type { Io } from '../terminal/io.ts';
import { plainSymbols } from '../terminal/paint.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[0J';
/** Lines are not wrapped while the block is drawn, so that its height is known. */
const WRAP_OFF = '\u001b[?7l';
const WRAP_ON = '\u001b[?7h';

/** Lines at the end of the terminal that are drawn again in place. */
export interface LiveBlock {
  draw(lines: readonly string[]): void;
  /** Removes the lines; what is written next begins where they began. */
  clear(): void;
  /** Gives cursor and wrapping back; the lines stay unless cleared. Safe to call twice. */
  end(): void;
}

export function makeLiveBlock(io: Io): LiveBlock {
  let drawn: readonly string[] = [];
  let isOpen = false;
  const restore = () => {
    if (isOpen) io.stderr.write(SHOW_CURSOR + WRAP_ON);
    isOpen = false;
  };
  // whatever ends the process, the terminal gets its cursor back
  process.once('exit', restore);

  /** A terminal made narrower has wrapped old lines: count them as they stand now. */
  const height = () => drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / io.columns())), 0);
  const back = () => (drawn.length === 0 ? '' : `\r\u001b[${height()}A${CLEAR_BELOW}`);
  return {
    draw: (lines) => {
      const shown = lines.slice(0, Math.max(1, io.rows() - 1));
      const text = shown.map((line) => `${io.hasSymbols ? line : plainSymbols(line)}\n`).join('');
      io.stderr.write((isOpen ? '' : HIDE_CURSOR + WRAP_OFF) + back() + text);
      isOpen = true;
      drawn = shown;
    },
    clear: () => {
      io.stderr.write(back());
      drawn = [];
    },
    end: () => {
      restore();
      process.off('exit', restore);
    },
  };
}
