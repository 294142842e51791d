import type { JobEvent, Plan } from '#contract/job.ts';
import type { Io } from '../terminal/io.ts';
import { makePaint } from '../terminal/paint.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { cutToWidth } from '../text/display-width.ts';
import { en } from '../text/en.ts';
import { elapsedText, percentOf } from '../text/format.ts';
import { makeLiveBlock } from './live-block.ts';
import { isStalledLong, progressLine } from './progress-line.ts';
import { type JobProgress, startOf, withEvent } from './progress-state.ts';

/** Shows a running job to a person. */
export interface ProgressDisplay {
  event(event: JobEvent): void;
  /** The user has asked to stop. */
  stopping(isAgain: boolean): void;
  end(): void;
}

/** Redrawn at least this often, so that the clock moves while a drive does not. */
const TICK_MS = 500;

/** One line per drive, redrawn in place. Draws nothing while a password may be asked for on the same terminal. */
export function makeLiveDisplay(io: Io, plan: Plan): ProgressDisplay {
  const block = makeLiveBlock(io);
  const speaker = makeSpeaker(io);
  const paint = makePaint(io.colours.stderr);
  const startedAtMs = performance.now();
  let state = startOf(plan);
  let note = en.stopHint as string;
  let isEnded = false;

  const draw = () => {
    if (isEnded || state.stage === 'elevating') return;
    const elapsed = en.elapsed(elapsedText(performance.now() - startedAtMs));
    block.draw(blockLines(state, { plan, note, elapsed, columns: io.columns() - 1, paint }));
  };
  const timer = setInterval(draw, TICK_MS);
  return {
    event: (event) => {
      state = withEvent(state, event);
      if (event.event === 'elevating') {
        block.clear();
        speaker.line(en.elevating(event.how));
      } else draw();
    },
    stopping: (isAgain) => {
      note = isAgain ? en.stillStopping : en.stopping;
      draw();
    },
    end: () => {
      isEnded = true;
      clearInterval(timer);
      block.clear();
      block.end();
    },
  };
}

interface BlockFacts {
  readonly plan: Plan;
  readonly note: string;
  readonly elapsed: string;
  readonly columns: number;
  readonly paint: ReturnType<typeof makePaint>;
}

/** Heading, one line per drive, a line on a long stall, and how to stop. */
export function blockLines(state: JobProgress, { plan, note, elapsed, columns, paint }: BlockFacts): string[] {
  const { mode, verify } = plan;
  const heading = cutToWidth(`${en.heading(mode, verify, plan.drives.length)}  ·  ${elapsed}`, columns);
  const lines = [paint('bold', heading)];
  if (state.stage === 'checking' && state.checking !== null) {
    const { doneBytes, totalBytes } = state.checking;
    lines.push(cutToWidth(`  ${en.checkingImage}  ${percentOf(doneBytes, totalBytes)} %`, columns));
  }
  const source = sourceText(state);
  if (source !== null) lines.push(paint('yellow', cutToWidth(`  ${source}`, columns)));
  for (const row of state.drives) {
    lines.push(progressLine(row, { columns, paint }));
    if (isStalledLong(row)) lines.push(paint('yellow', cutToWidth(`    ${en.stalledLong}`, columns)));
  }
  lines.push(paint('dim', cutToWidth(`  ${note}`, columns)));
  return lines;
}

/** What a server, or a file that does not come, holds up. */
export function sourceText({ source, drives }: JobProgress): string | null {
  if (source === null) return null;
  if (source.silentMs !== null) return en.imageSilent(Math.floor(source.silentMs / 1000));
  const isNeeded = drives.some(({ phase }) => phase === 'writing' || phase === 'verifying');
  if (!isNeeded) return null;
  if (source.isWaiting) return en.sourceWaiting;
  return source.isLimit ? en.sourceLimit : null;
}
