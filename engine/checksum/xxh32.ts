const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
const STRIPE_BYTES = 16;

/** xxHash of 32 bits with seed 0 of what is added piece by piece. Source: XXH32 algorithm description 0.1.1. */
export class Xxh32 {
  #one = (PRIME_1 + PRIME_2) | 0;
  #two = PRIME_2 | 0;
  #three = 0;
  #four = -PRIME_1 | 0;
  readonly #rest = Buffer.alloc(STRIPE_BYTES);
  #restBytes = 0;
  #totalBytes = 0;

  add(bytes: Buffer): void {
    this.#totalBytes += bytes.length;
    let at = 0;
    if (this.#restBytes > 0) {
      at = bytes.copy(this.#rest, this.#restBytes, 0, STRIPE_BYTES - this.#restBytes);
      this.#restBytes += at;
      if (this.#restBytes < STRIPE_BYTES) return;
      this.#stripes(this.#rest, 0, STRIPE_BYTES);
    }
    const endAt = at + Math.floor((bytes.length - at) / STRIPE_BYTES) * STRIPE_BYTES;
    this.#stripes(bytes, at, endAt);
    this.#restBytes = bytes.copy(this.#rest, 0, endAt);
  }

  digest(): number {
    let hash =
      this.#totalBytes < STRIPE_BYTES
        ? PRIME_5
        : turn(this.#one, 1) + turn(this.#two, 7) + turn(this.#three, 12) + turn(this.#four, 18);
    hash = (hash + this.#totalBytes) | 0;
    let at = 0;
    for (; at + 4 <= this.#restBytes; at += 4) {
      hash = Math.imul(turn((hash + Math.imul(this.#rest.readInt32LE(at), PRIME_3)) | 0, 17), PRIME_4);
    }
    for (; at < this.#restBytes; at += 1) {
      hash = Math.imul(turn((hash + Math.imul(this.#rest[at] ?? 0, PRIME_5)) | 0, 11), PRIME_1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
    hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #stripes(bytes: Buffer, startAt: number, endAt: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let [one, two, three, four] = [this.#one, this.#two, this.#three, this.#four];
    for (let at = startAt; at < endAt; at += STRIPE_BYTES) {
      one = round(one, view.getInt32(at, true));
      two = round(two, view.getInt32(at + 4, true));
      three = round(three, view.getInt32(at + 8, true));
      four = round(four, view.getInt32(at + 12, true));
    }
    this.#one = one;
    this.#two = two;
    this.#three = three;
    this.#four = four;
  }
}

/** xxHash of 32 bits of bytes that are there at once. */
export function xxh32(bytes: Buffer): number {
  const hash = new Xxh32();
  hash.add(bytes);
  return hash.digest();
}

function round(lane: number, value: number): number {
  return Math.imul(turn((lane + Math.imul(value, PRIME_2)) | 0, 13), PRIME_1);
}

function turn(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
