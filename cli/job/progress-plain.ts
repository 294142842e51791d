import type { JobEvent, Plan } from '#contract/job.ts';
import type { Io } from '../terminal/io.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { driveName } from '../text/drive-text.ts';
import { en } from '../text/en.ts';
import { percentOf, sizeOfText, sizeText, speedText } from '../text/format.ts';
import { type ProgressDisplay, sourceText } from './progress-live.ts';
import { type DriveProgress, type JobProgress, startOf, withEvent } from './progress-state.ts';

const STEP_PERCENT = 10;
/** Where the total is unknown, a line for each of these. */
const STEP_BYTES = 1e9;
const STALL_SHOWN_MS = 10_000;

/** For pipes and logs: a line per change of phase and per 10 %, and one when a drive stops accepting data. */
export function makePlainDisplay(io: Io, plan: Plan): ProgressDisplay {
  const speaker = makeSpeaker(io);
  let state = startOf(plan);
  /** By drive: what was said last, so that each step is said once. */
  const said = new Map<string, string>();

  const say = (driveId: string, key: string, words: string) => {
    const row = state.drives.find(({ drive }) => drive.id === driveId);
    if (row === undefined || said.get(driveId) === key) return;
    said.set(driveId, key);
    speaker.line(`${driveName(row.drive)}: ${words}`);
  };
  speaker.line(en.heading(plan.mode, plan.verify, plan.drives.length));
  return {
    event: (event: JobEvent) => {
      state = withEvent(state, event);
      if (event.event === 'elevating') speaker.line(en.elevating(event.how));
      if (event.event === 'checking') {
        const step = stepOf(event.doneBytes, event.totalBytes);
        if (said.get('') !== step)
          speaker.line(`${en.checkingImage}: ${percentOf(event.doneBytes, event.totalBytes)} %`);
        said.set('', step);
      }
      if (event.event === 'source') {
        const words = sourceText(inSteps(state)) ?? '';
        if (words !== '' && said.get('source') !== words) speaker.line(words);
        said.set('source', words);
      }
      if (event.event === 'phase' && event.phase !== 'ended') say(event.driveId, event.phase, en.phases[event.phase]);
      if (event.event === 'progress') {
        const row = state.drives.find(({ drive }) => drive.id === event.progress.driveId);
        const step = row === undefined ? null : progressStep(row);
        if (step !== null) say(event.progress.driveId, step.key, step.words);
      }
      if (event.event === 'drive-ended') say(event.result.driveId, 'ended', en.outcomes[event.result.outcome]);
    },
    stopping: (isAgain) => speaker.line(isAgain ? en.stillStopping : en.stopping),
    end: () => {},
  };
}

/** A silence is told every ten seconds, not every second. */
function inSteps(state: JobProgress): JobProgress {
  const { source } = state;
  if (source === null || source.silentMs === null) return state;
  return { ...state, source: { ...source, silentMs: wholeStalls(source.silentMs) } };
}

function wholeStalls(ms: number): number {
  return Math.floor(ms / STALL_SHOWN_MS) * STALL_SHOWN_MS;
}

function progressStep(row: DriveProgress): { key: string; words: string } | null {
  const figures = row.figures;
  if (figures === null) return null;
  const phase = en.phases[figures.phase];
  if (figures.stalledMs !== null && figures.stalledMs >= STALL_SHOWN_MS) {
    const seconds = wholeStalls(figures.stalledMs) / 1000;
    return { key: `${figures.phase} stalled ${seconds}`, words: en.stalled(seconds) };
  }
  const key = `${figures.phase} ${stepOf(figures.doneBytes, figures.totalBytes)}`;
  const isLong = figures.phase === 'writing' || figures.phase === 'verifying';
  if (figures.doneBytes === 0 || !isLong) return null;
  const speed = figures.speedBytesPerSec > 0 ? `, ${speedText(figures.speedBytesPerSec)}` : '';
  if (figures.totalBytes === null) return { key, words: `${phase} ${sizeText(figures.doneBytes)}${speed}` };
  const percent = percentOf(figures.doneBytes, figures.totalBytes);
  if (percent < STEP_PERCENT) return null;
  return { key, words: `${phase} ${percent} %, ${sizeOfText(figures.doneBytes, figures.totalBytes)}${speed}` };
}

function stepOf(doneBytes: number, totalBytes: number | null): string {
  if (totalBytes === null) return `step ${Math.floor(doneBytes / STEP_BYTES)}`;
  return `step ${Math.floor(percentOf(doneBytes, totalBytes) / STEP_PERCENT)}`;
}
