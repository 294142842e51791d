import type { VerifyCommand } from '../args.ts';
import { findDrives } from '../drives/find-drives.ts';
import { finishJob, refuseUsedReceipt } from '../job/finish-job.ts';
import { runJob } from '../job/run-job.ts';
import { checkReceiptPath } from '../receipt-file.ts';
import { openImage } from '../remote/open-image.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { imageCheck } from '../trust/image-check.ts';
import { reviewLines } from '../text/review-lines.ts';

/** `stickwright verify IMAGE --on DRIVE`: reads the drive and compares it with the image. Nothing is written. */
export async function verify(session: Session, command: VerifyCommand): Promise<number> {
  const { engine, interruption, emit, speaker } = session;
  const { receiptPath } = command;
  if (receiptPath !== null) await checkReceiptPath(receiptPath);
  const image = await openImage(session, command.imagePath, {
    expectedDigest: command.expectedSha256 ?? command.expectedSha512,
    keepFolder: null,
    blockMapPath: command.blockMapPath,
  });
  const found = await untilInterrupted(
    findDrives(engine, {
      names: command.drives,
      isVirtualAllowed: command.isVirtual,
      image,
      sizeBytes: null,
      mayCreate: false,
    }),
    interruption,
  );
  const drives = found.flatMap((one) => ('drive' in one ? [one.drive] : []));
  for (const drive of drives) emit({ event: 'drive', drive });
  await refuseUsedReceipt(
    receiptPath,
    image,
    drives.map(({ identity }) => identity.devicePath),
  );
  const check = await imageCheck(session, image, command);
  const plan = engine.makePlan({
    mode: 'verify',
    image,
    drives,
    verify: true,
    eject: false,
    expectedSha256: null,
    check,
    codes: new Map(),
  });
  const facts = { mode: 'verify', image, drives, newFiles: [], verify: true, check } as const;
  speaker.lines([...reviewLines(facts, { paint: speaker.paint, columns: speaker.columns() }), '']);
  const receipt = await runJob(session, plan);
  return await finishJob(session, { plan, receipt, receiptPath });
}
