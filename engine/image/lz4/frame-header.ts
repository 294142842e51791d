import { xxh32 } from '../../checksum/xxh32.ts';

export const LZ4_MAGIC = 0x184d2204;
/** Of the descriptor that follows the magic number. */
export const DESCRIPTOR_BYTES = { min: 3, max: 15 };

export interface Lz4Frame {
  readonly descriptorBytes: number;
  readonly blockMaxBytes: number;
  /** Blocks may repeat what the ones before held. */
  readonly isLinked: boolean;
  readonly hasBlockChecksum: boolean;
  readonly hasChecksum: boolean;
  /** Null where the frame does not tell. */
  readonly sizeBytes: number | null;
}

const BLOCK_MAX_BYTES = new Map([
  [4, 64 * 1024],
  [5, 256 * 1024],
  [6, 1024 * 1024],
  [7, 4 * 1024 * 1024],
]);

/** Length of the descriptor whose first byte is `flags`. */
export function descriptorBytes(flags: number): number {
  return DESCRIPTOR_BYTES.min + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
}

/** What is wrong with a frame: damage, or a kind that is not read. */
export class Lz4Problem extends Error {
  override readonly name = 'Lz4Problem';
  readonly isUnsupported: boolean;
  constructor(reason: string, isUnsupported = false) {
    super(reason);
    this.isUnsupported = isUnsupported;
  }
}

/** Reads a whole descriptor. Lz4Problem for damage. Source: LZ4 Frame Format Description 1.6.4, "Frame Descriptor". */
export function readFrameHeader(descriptor: Buffer): Lz4Frame {
  const [flags = 0, block = 0] = descriptor;
  if (flags >> 6 !== 1) throw new Lz4Problem(`lz4 of version ${flags >> 6}`, true);
  const checksum = (xxh32(descriptor.subarray(0, -1)) >>> 8) & 0xff;
  if (checksum !== descriptor.at(-1)) throw new Lz4Problem('the checksum of its header differs');
  if ((flags & 0x02) !== 0 || (block & 0x8f) !== 0) throw new Lz4Problem('a reserved bit is set');
  if ((flags & 0x01) !== 0) throw new Lz4Problem('lz4 with a dictionary', true);
  const blockMaxBytes = BLOCK_MAX_BYTES.get(block >> 4);
  if (blockMaxBytes === undefined) throw new Lz4Problem(`blocks of size ${block >> 4}`);
  const size = (flags & 0x08) !== 0 ? descriptor.readBigUInt64LE(2) : null;
  if (size !== null && size > BigInt(Number.MAX_SAFE_INTEGER)) throw new Lz4Problem(`a size of ${size} bytes`);
  return {
    descriptorBytes: descriptor.length,
    blockMaxBytes,
    isLinked: (flags & 0x20) === 0,
    hasBlockChecksum: (flags & 0x10) !== 0,
    hasChecksum: (flags & 0x04) !== 0,
    sizeBytes: size === null ? null : Number(size),
  };
}
