import type { AppFailure } from '#contract/errors.ts';
import type { DriveIdentity } from '#contract/drive.ts';
import type { DriveCheck, DriveCheckContext } from './drive-port.ts';
import type { OpenDrive, OpenRequest } from './open-drive.ts';

/** What a failure tells about the drive it happened to. */
export interface DriveFailureFacts {
  /** One line that names the drive. */
  readonly drive: string;
  readonly driveId: string;
  /** From the start of the drive. */
  readonly offsetBytes: number;
  readonly nothingWritten: boolean;
}

export type DriveOperation = 'open' | 'read' | 'write' | 'flush';

/** What the privileged worker needs of its operating system; one object for each in `worker.ts`. */
export interface WorkerSystem {
  /** Reads everything about a drive again and applies the rules. DRIVE_NOT_FOUND, DRIVE_PROTECTED. */
  checkDrive(devicePath: string, context: DriveCheckContext): Promise<DriveCheck>;
  /** Unmounts every volume of a checked drive, as far as that is not part of opening it. DRIVE_IN_USE. */
  letGo(check: DriveCheck, signal: AbortSignal): Promise<void>;
  /** Opens a drive, for writing exclusively; throws the system's error, or an AppError where that says more. */
  openDrive(request: OpenRequest): Promise<OpenDrive>;
  /** Tells the drive that it will be unplugged. Throws an Error with the system's own words. */
  ejectDrive(devicePath: string): Promise<void>;
  /** The failure for an error of the system. The numbers become our codes in this function alone. */
  driveFailure(operation: DriveOperation, cause: unknown, facts: DriveFailureFacts): AppFailure;
  readIdentity(devicePath: string): Promise<DriveIdentity>;
}
