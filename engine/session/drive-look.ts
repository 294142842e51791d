import { LOCKS_THAT_MAY_BE_LOOKED_AT, type DriveContents } from '#contract/contents.ts';
import type { Drive } from '#contract/drive.ts';
import type { LookState } from '#contract/session.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { CancelledError, fail } from '../errors/app-error.ts';
import type { Engine } from '../ports.ts';
import { notAllowed } from './not-allowed.ts';

export interface DriveLookParts {
  readonly engine: Pick<Engine, 'readContents'>;
  /** Called after every change of `state`. */
  readonly changed: () => void;
}

/** Looks at what is on a drive, one at a time, for all windows. */
export class DriveLook {
  readonly #parts: DriveLookParts;
  #state: LookState | null = null;
  #stop: AbortController | null = null;

  constructor(parts: DriveLookParts) {
    this.#parts = parts;
  }

  get state(): LookState | null {
    return this.#state;
  }

  /** null: it was stopped. Failures of `Engine.readContents`; CONTENTS_REFUSED before anybody is asked; NOT_ALLOWED. */
  async look(drive: Drive): Promise<DriveContents | null> {
    if (this.#stop !== null) throw notAllowed('look-running');
    refuseLocked(drive);
    const stop = new AbortController();
    this.#stop = stop;
    this.#set({ driveId: drive.id, stage: 'reading' });
    try {
      return await this.#parts.engine.readContents(drive, {
        signal: stop.signal,
        onElevating: (how) => this.#set({ driveId: drive.id, stage: 'asking', how }),
        onReading: () => this.#set({ driveId: drive.id, stage: 'reading' }),
      });
    } catch (thrown) {
      if (thrown instanceof CancelledError) return null;
      throw thrown;
    } finally {
      this.#stop = null;
      this.#set(null);
    }
  }

  stop(): void {
    this.#stop?.abort();
  }

  #set(state: LookState | null): void {
    this.#state = state;
    this.#parts.changed();
  }
}

/** The worker would refuse it, but only after a person had been asked. */
function refuseLocked({ id: driveId, identity, protections }: Drive): void {
  const reasons = protections.map(({ code }) => code).filter((code) => !LOCKS_THAT_MAY_BE_LOOKED_AT.includes(code));
  if (reasons.length === 0) return;
  const drive = driveLabel(identity);
  const where = { process: 'host', operation: 'look-at-drive', driveId } as const;
  throw fail('CONTENTS_REFUSED', { drive, reasons }, { where, message: `"${drive}" is not looked at` });
}
