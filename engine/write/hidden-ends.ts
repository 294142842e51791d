import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from './aligned-memory.ts';
import { flushDrive } from './flush-drive.ts';
import { untilAborted } from './until-aborted.ts';
import { type WipedStep, wipedSteps, wipeEnds } from './wipe.ts';

/**
 * Both ends of a drive as they were before they were made blank: while something else is tried on it, a drive whose writer is
 * killed or whose power fails shows no table of before that no longer fits its contents.
 */
export class HiddenEnds {
  readonly #drive: OpenDrive;
  readonly #kept: ReadonlyMap<number, Buffer>;
  /** Every place could be read. */
  readonly #isWhole: boolean;

  private constructor(drive: OpenDrive, kept: ReadonlyMap<number, Buffer>, isWhole: boolean) {
    this.#drive = drive;
    this.#kept = kept;
    this.#isWhole = isWhole;
  }

  /** Takes both ends into memory, WIPE_BYTES each; only what is not zero is kept. Writes nothing. Throws the signal's reason. */
  static async read(drive: OpenDrive, signal: AbortSignal): Promise<HiddenEnds> {
    const kept = new Map<number, Buffer>();
    let isWhole = true;
    for (const step of wipedSteps(drive.sizeBytes)) {
      const found = await readStep(drive, step, signal);
      if (found === null) isWhole = false;
      else if (found.some((byte) => byte !== 0)) kept.set(step.offsetBytes, found);
    }
    return new HiddenEnds(drive, kept, isWhole);
  }

  /** DANGER: makes both ends blank. Throws TransferError, FlushError, or the signal's reason; `restore` is possible then too. */
  async hide(signal: AbortSignal): Promise<void> {
    await wipeEnds(this.#drive, signal);
    await flushDrive(this.#drive, signal);
  }

  /** Puts everything back, the start of the drive last, and reads it again; true if it is as it was. Rejects where the drive fails. */
  async restore(signal: AbortSignal): Promise<boolean> {
    const [step] = alignedBuffers(1, Math.max(1, ...[...this.#kept.values()].map(({ length }) => length)));
    if (step === undefined) return false;
    const lastFirst = [...this.#kept].sort(([a], [b]) => b - a);
    for (const [offsetBytes, bytes] of lastFirst) {
      const from = step.subarray(0, bytes.length);
      from.set(bytes);
      await untilAborted(this.#drive.write(from, offsetBytes), signal);
    }
    await flushDrive(this.#drive, signal);
    for (const [offsetBytes, bytes] of lastFirst) {
      const found = await readStep(this.#drive, { offsetBytes, lengthBytes: bytes.length }, signal);
      if (found === null || !found.equals(bytes)) return false;
    }
    return this.#isWhole;
  }
}

/** A copy of what is there; null where it cannot be read. */
async function readStep(
  drive: OpenDrive,
  { offsetBytes, lengthBytes }: WipedStep,
  signal: AbortSignal,
): Promise<Buffer | null> {
  const [into] = alignedBuffers(1, lengthBytes);
  if (into === undefined) throw new Error('No memory to read with');
  const reading = drive.read(into, offsetBytes).then(
    () => true,
    () => false,
  );
  return (await untilAborted(reading, signal)) ? Buffer.from(into) : null;
}
