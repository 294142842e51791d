import type { Image } from '#contract/image.ts';
import { AppError, refuseNotRaw } from '#engine/index.ts';
import { EXIT_DONE } from '../exit-code.ts';
import { finishJob } from '../job/finish-job.ts';
import type { Session } from '../session.ts';
import { guidedTexts as texts } from '../text/en-guided.ts';
import { failureLines } from '../text/failure-lines.ts';
import { imageCheck } from '../trust/image-check.ts';
import { writeDrives } from '../write/write-drives.ts';
import { chooseDrives } from './choose-drives.ts';
import { chooseImage } from './choose-image.ts';
import { Quit } from './quit.ts';

/** Checksum files that lie beside the image are used. */
const NOTHING_GIVEN = {
  expectedSha256: null,
  expectedSha512: null,
  checksumsPath: null,
  signaturePath: null,
  keyPath: null,
  isBesideUsed: true,
} as const;

/** Image, drives, review, writing, result: asks for everything, one step after the other. Returns the exit code. */
export async function guided(session: Session, version: string): Promise<number> {
  const { speaker } = session;
  speaker.lines([
    '',
    `${speaker.paint('bold', 'Stickwright')} ${version}`,
    texts.about,
    speaker.paint('dim', texts.calm),
  ]);
  try {
    for (;;) {
      const exitCode = await writeImage(session, await chooseImage(session));
      if (exitCode !== null) return exitCode;
    }
  } catch (error) {
    if (!(error instanceof Quit)) throw error;
    speaker.lines(['', texts.bye]);
    return EXIT_DONE;
  }
}

/** From an image to the end of a job; null means another image is wanted. A refusal leads back to the drives. */
async function writeImage(session: Session, image: Image): Promise<number | null> {
  const { speaker } = session;
  try {
    refuseNotRaw(image);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    tellRefusal(session, error);
    return null;
  }
  for (;;) {
    const found = await chooseDrives(session, image);
    if (found === null) return null;
    speaker.lines(['', speaker.paint('bold', `3  ${texts.review}`), '']);
    try {
      const check = await imageCheck(session, image, NOTHING_GIVEN);
      const request = {
        image,
        found,
        verify: true,
        eject: false,
        check,
        isSure: false,
        codes: [],
        isRawAllowed: false,
      };
      const { plan, receipt } = await writeDrives(session, request);
      return await finishJob(session, { plan, receipt, receiptPath: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      tellRefusal(session, error);
    }
  }
}

function tellRefusal({ speaker }: Session, { failure }: AppError): void {
  if (failure.code === 'NOT_CONFIRMED') speaker.line(texts.nothingWritten);
  else speaker.lines(failureLines(failure, { paint: speaker.paint, columns: speaker.columns(), isWriting: true }));
}
