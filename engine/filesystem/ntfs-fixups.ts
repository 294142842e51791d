import { VolumeProblem } from './volume-problem.ts';

/** Every stretch of this ends in a number that shows whether it was written together with the others. */
const STRIDE_BYTES = 512;

/**
 * A record of the table (`FILE`) or of a folder (`INDX`) with the ends of its stretches put back; null where it has another
 * mark and thus was never used. `damaged` where a stretch is from another writing.
 * Source: NTFS multi-sector header and update sequence array.
 */
export function withFixups(record: Buffer, mark: 'FILE' | 'INDX'): Buffer | null {
  if (record.toString('latin1', 0, 4) !== mark) return null;
  const arrayAt = record.readUInt16LE(4);
  const count = record.readUInt16LE(6);
  const isSound = count === record.length / STRIDE_BYTES + 1 && arrayAt + 2 * count <= STRIDE_BYTES - 2;
  if (!isSound) throw new VolumeProblem('damaged');
  const fixed = Buffer.from(record);
  const number = record.readUInt16LE(arrayAt);
  for (let index = 1; index < count; index += 1) {
    const at = index * STRIDE_BYTES - 2;
    if (record.readUInt16LE(at) !== number) throw new VolumeProblem('damaged');
    fixed.writeUInt16LE(record.readUInt16LE(arrayAt + 2 * index), at);
  }
  return fixed;
}
