import type { Drive } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import { AppError, cleanText } from '#engine/index.ts';
import { type FoundDrive, findDrives } from '../drives/find-drives.ts';
import type { Session } from '../session.ts';
import { parseSize } from '../sizes.ts';
import { QuestionOutdated } from '../terminal/ask.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { wrapIndented } from '../text/display-width.ts';
import { driveListLines } from '../text/drive-list-lines.ts';
import { isWritable } from '../text/drive-text.ts';
import { guidedTexts as texts } from '../text/en-guided.ts';
import { errorText } from '../text/error-text.ts';
import { failureLines } from '../text/failure-lines.ts';
import { sizeText } from '../text/format.ts';
import { answerOf } from './quit.ts';
import { typedPath } from './typed-path.ts';
import { type WatchedDrives, watchDrives } from './watched-drives.ts';

/**
 * Asks until drives are chosen; null means another image is wanted. The list follows what is plugged in and out, and
 * nothing is ever preselected. Throws Quit.
 */
export async function chooseDrives(session: Session, image: Image): Promise<readonly FoundDrive[] | null> {
  session.speaker.lines(['', session.speaker.paint('bold', `2  ${texts.drives}`)]);
  const watched = watchDrives(session.engine, { virtual: false, all: false, files: [], image });
  try {
    return await chooseFrom(session, image, watched);
  } finally {
    await watched.end();
  }
}

async function chooseFrom(
  session: Session,
  image: Image,
  watched: WatchedDrives,
): Promise<readonly FoundDrive[] | null> {
  const { speaker, ask } = session;
  let drives: readonly Drive[] = [];
  let isShown = false;
  for (;;) {
    if (!isShown) drives = await showDrives(session, watched);
    isShown = true;
    const writable = drives.filter(isWritable);
    let typed: string;
    try {
      typed = answerOf(await ask(`   ${texts.drivesPrompt}`, { giveUp: watched.outdated }));
    } catch (error) {
      if (!(error instanceof QuestionOutdated)) throw error;
      speaker.lines(['', `   ${texts.changed}`]);
      isShown = false;
      continue;
    }
    if (/^r$/i.test(typed)) isShown = false;
    else if (/^i$/i.test(typed)) return null;
    else if (/^p$/i.test(typed)) {
      const practice = await choosePractice(session, image);
      if (practice !== null) return practice;
    } else if (typed !== '') {
      const chosen = pick(typed, writable);
      if (chosen === null) speaker.line(`   ${texts.notUnderstood(cleanText(typed))}`);
      else {
        // numbers belong to the list that was shown; a drive that has gone since is not replaced by another
        const now = await untilInterrupted(watched.current(), session.interruption);
        if (chosen.every(({ id }) => now.some((drive) => drive.id === id))) return chosen.map((drive) => ({ drive }));
        speaker.line(`   ${texts.goneMeanwhile}`);
        isShown = false;
      }
    }
  }
}

async function showDrives(session: Session, watched: WatchedDrives): Promise<readonly Drive[]> {
  const { speaker, interruption } = session;
  const { paint } = speaker;
  speaker.line();
  let drives: readonly Drive[] = [];
  try {
    drives = await untilInterrupted(watched.current(), interruption);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    speaker.lines(failureLines(error.failure, { paint, columns: speaker.columns(), isWriting: false }));
    speaker.line();
  }
  const writableCount = drives.filter(isWritable).length;
  speaker.lines(driveListLines(drives, { paint, columns: speaker.columns(), isNumbered: true }));
  if (drives.length > 0 && writableCount < drives.length) speaker.line();
  if (drives.length === 0) speaker.line(`   ${texts.noDrives}`);
  else if (writableCount === 0) speaker.lines([`   ${texts.onlyLocked(drives.length)}`, `   ${texts.drivesHintNone}`]);
  else speaker.line(`   ${paint('dim', texts.drivesHint)}`);
  speaker.line(`   ${paint('dim', texts.keysHint)}`);
  return drives;
}

/** `1`, `1,3` or `1 3`: drives of the list, each once; null where something else was typed. */
export function pick(typed: string, writable: readonly Drive[]): readonly Drive[] | null {
  const parts = typed.split(/[\s,、]+/u).filter((part) => part !== '');
  if (parts.length === 0 || !parts.every((part) => /^\d+$/.test(part))) return null;
  const drives = [...new Set(parts.map(Number))].map((number) => writable[number - 1]);
  const known = drives.filter((drive) => drive !== undefined);
  return known.length === drives.length ? known : null;
}

/** A practice drive: an existing file, or the name and size of a new one. null: back to the list. */
async function choosePractice(session: Session, image: Image): Promise<readonly FoundDrive[] | null> {
  const { speaker, ask, engine } = session;
  speaker.lines(['', ...wrapIndented(texts.practiceAbout, speaker.columns(), '   ')]);
  const file = typedPath(answerOf(await ask(`   ${texts.practicePrompt}`)));
  if (file === '') return null;
  const request = { names: [`file:${file}`], isVirtualAllowed: false, image, mayCreate: true };
  try {
    return await findDrives(engine, { ...request, sizeBytes: null });
  } catch (error) {
    if (!needsSize(error)) return tellProblem(session, error);
  }
  const typed = answerOf(
    await ask(`   ${texts.sizePrompt(image.sizeBytes === null ? null : sizeText(image.sizeBytes))}`),
  );
  if (typed === '') return null;
  try {
    return await findDrives(engine, { ...request, sizeBytes: parseSize(typed) });
  } catch (error) {
    return tellProblem(session, error);
  }
}

function needsSize(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.failure.code === 'USAGE' &&
    error.failure.params.problem === 'practice-needs-size'
  );
}

function tellProblem({ speaker }: Session, error: unknown): null {
  if (!(error instanceof AppError)) throw error;
  if (error.failure.code === 'USAGE') speaker.line(`   ${errorText(error.failure).happened}`);
  else
    speaker.lines(failureLines(error.failure, { paint: speaker.paint, columns: speaker.columns(), isWriting: false }));
  return null;
}
