import { VolumeProblem } from './volume-problem.ts';

/** Continuation areas one record may chain; real ones need one. */
const CONTINUATIONS_MAX = 16;
const CONTINUATION_BYTES_MAX = 64 * 1024;
const NAME_CHARACTERS_MAX = 1024;
/** NM flags. Source: RRIP 1.12 §4.1.4. */
const NAME_IS_DOT = 0x02 | 0x04;

/** What Rock Ridge says about one record. */
export interface RockRidge {
  /** null: no alternate name. */
  readonly name: string | null;
  readonly isLink: boolean;
  /** The block of the folder that was moved away, for which this record stands. Source: RRIP 1.12 §4.1.5.1 (CL). */
  readonly childBlock: number | null;
  /** The folder lies here only because its real place is too deep. Source: RRIP 1.12 §4.1.5.3 (RE). */
  readonly isRelocated: boolean;
  /** Compressed by zisofs: its stored bytes are not its content. */
  readonly isPacked: boolean;
}

/** Gives the bytes of a continuation area: `lengthBytes` at `offsetBytes` of block `block`. */
export type ReadContinuation = (block: number, offsetBytes: number, lengthBytes: number) => Promise<Buffer>;

/**
 * How many bytes to skip in each System Use area, or null where the root folder's first record does not announce SUSP.
 * Source: SUSP 1.12 §5.3 (SP).
 */
export function suspSkipBytes(rootSystemUse: Buffer): number | null {
  // CD-ROM XA puts 14 bytes of its own before it
  for (const at of [0, 14]) {
    const isSp =
      rootSystemUse.length >= at + 7 &&
      rootSystemUse.toString('latin1', at, at + 2) === 'SP' &&
      rootSystemUse[at + 4] === 0xbe &&
      rootSystemUse[at + 5] === 0xef;
    if (isSp) return rootSystemUse.readUInt8(at + 6);
  }
  return null;
}

/** Reads the System Use entries of one record and its continuations. Source: SUSP 1.12 §4, §5.1 (CE), §5.4 (ST); RRIP 1.12 §4.1. */
export async function readRockRidge(area: Buffer, readContinuation: ReadContinuation): Promise<RockRidge> {
  const names: Buffer[] = [];
  let nameBytes = 0;
  let isLink = false;
  let childBlock: number | null = null;
  let isRelocated = false;
  let isPacked = false;
  let rest: Buffer | null = area;
  for (let continuations = 0; rest !== null; continuations += 1) {
    if (continuations > CONTINUATIONS_MAX) throw new VolumeProblem('too-much');
    let next: { readonly block: number; readonly offsetBytes: number; readonly lengthBytes: number } | null = null;
    for (const { signature, data } of entriesOf(rest)) {
      if (signature === 'NM' && data.length > 1 && (data.readUInt8(0) & NAME_IS_DOT) === 0) {
        names.push(data.subarray(1));
        nameBytes += data.length - 1;
        if (nameBytes > NAME_CHARACTERS_MAX) throw new VolumeProblem('too-much');
      }
      if (signature === 'SL') isLink = true;
      if (signature === 'CL') childBlock = data.readUInt32LE(0);
      if (signature === 'RE') isRelocated = true;
      if (signature === 'ZF') isPacked = true;
      if (signature === 'CE') {
        next = { block: data.readUInt32LE(0), offsetBytes: data.readUInt32LE(8), lengthBytes: data.readUInt32LE(16) };
      }
    }
    if (next !== null && next.lengthBytes > CONTINUATION_BYTES_MAX) throw new VolumeProblem('damaged');
    rest = next === null ? null : await readContinuation(next.block, next.offsetBytes, next.lengthBytes);
  }
  const name = names.length === 0 ? null : Buffer.concat(names).toString('utf8');
  return { name, isLink, childBlock, isRelocated, isPacked };
}

/** Entries up to the terminator ST or the end; what does not fit is not read. */
function* entriesOf(area: Buffer): Generator<{ readonly signature: string; readonly data: Buffer }> {
  for (let at = 0; at + 4 <= area.length; ) {
    const signature = area.toString('latin1', at, at + 2);
    const lengthBytes = area.readUInt8(at + 2);
    if (signature === 'ST' || lengthBytes < 4 || at + lengthBytes > area.length) return;
    yield { signature, data: area.subarray(at + 4, at + lengthBytes) };
    at += lengthBytes;
  }
}
