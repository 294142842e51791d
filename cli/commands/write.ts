import type { WriteCommand } from '../args.ts';
import { type FoundDrive, findDrives } from '../drives/find-drives.ts';
import { finishJob, refuseUsedReceipt } from '../job/finish-job.ts';
import { checkReceiptPath } from '../receipt-file.ts';
import { isAddress, openImage } from '../remote/open-image.ts';
import type { Session } from '../session.ts';
import { untilInterrupted } from '../terminal/until-interrupted.ts';
import { imageCheck } from '../trust/image-check.ts';
import { usageError } from '../usage-error.ts';
import { writeDrives } from '../write/write-drives.ts';

/** `stickwright write IMAGE --to DRIVE`: everything that can be refused is refused before anything is written. */
export async function write(session: Session, command: WriteCommand): Promise<number> {
  const { engine, interruption, emit } = session;
  const { receiptPath } = command;
  if (receiptPath !== null) await checkReceiptPath(receiptPath);
  if (command.keepFolder !== null && !isAddress(command.imagePath)) throw usageError('keep-without-address');
  const image = await openImage(session, command.imagePath, {
    expectedDigest: command.expectedSha256 ?? command.expectedSha512,
    keepFolder: command.keepFolder,
    blockMapPath: command.blockMapPath,
  });

  const found = await untilInterrupted(
    findDrives(engine, {
      names: command.drives,
      isVirtualAllowed: command.isVirtual,
      image,
      sizeBytes: command.sizeBytes,
      mayCreate: true,
    }),
    interruption,
  );
  for (const one of found) if ('drive' in one) emit({ event: 'drive', drive: one.drive });
  await refuseUsedReceipt(receiptPath, image, found.map(pathOf));

  const check = await imageCheck(session, image, command);
  const { verify, eject, isSure, codes, isRawAllowed, isContinued } = command;
  const how = { verify, eject, check, isSure, codes, isRawAllowed, isContinued };
  const { plan, receipt } = await writeDrives(session, { image, found, ...how });
  return await finishJob(session, { plan, receipt, receiptPath });
}

function pathOf(one: FoundDrive): string {
  return 'drive' in one ? one.drive.identity.devicePath : one.newFile.path;
}
