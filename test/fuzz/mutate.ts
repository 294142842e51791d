import type { Random } from './random.ts';

/** Values that lengths, counts and places break on. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const CHANGES_MAX = 12;

/** A damaged copy. `hot` are places where structures lie: half of the changes are made near them. */
export function mutate(seed: Buffer, hot: readonly number[], random: Random): Buffer {
  let bytes = Buffer.from(seed);
  const changes = 1 + random.below(CHANGES_MAX);
  for (let count = 0; count < changes; count += 1) {
    const at = placeIn(bytes, hot, random);
    switch (random.below(9)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        bytes[at] = random.below(256);
        break;
      case 2:
      case 3:
      case 4:
        writeNumber(bytes, at, random);
        break;
      case 5:
      case 6: {
        const from = placeIn(bytes, hot, random);
        bytes.copyWithin(at, from, from + random.below(4096));
        break;
      }
      case 7:
        bytes.fill(random.pick([0, 0xff, random.below(256)]), at, Math.min(bytes.length, at + random.below(600)));
        break;
      default:
        if (random.once(4)) bytes = Buffer.from(bytes.subarray(0, Math.max(1, at)));
    }
  }
  return bytes;
}

function placeIn(bytes: Buffer, hot: readonly number[], random: Random): number {
  if (hot.length === 0 || random.once(2)) return random.below(bytes.length);
  return Math.min(bytes.length - 1, random.pick(hot) + random.below(512));
}

/** An edge, or a small step from what is there, in any width and order of bytes. */
function writeNumber(bytes: Buffer, at: number, random: Random): void {
  const width = random.pick([1, 2, 4, 8]);
  if (at + width > bytes.length) return;
  const isLittle = random.once(2);
  const low = Math.min(width, 4);
  const old = isLittle ? bytes.readUIntLE(at, low) : bytes.readUIntBE(at, low);
  const value = (random.once(3) ? old + random.below(9) - 4 : random.pick(EDGES)) >>> 0;
  const fitted = value % 2 ** (8 * low);
  if (isLittle) bytes.writeUIntLE(fitted, at, low);
  else bytes.writeUIntBE(fitted, at + width - low, low);
}
