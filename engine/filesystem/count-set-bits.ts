/** Larger maps of what is in use are not read: the figure is not worth it. Enough for 128 GiB in clusters of 4 KiB. */
export const USED_MAP_BYTES_MAX = 4 * 1024 * 1024;

/** How many of the first `bits` bits of a map are set; the lowest bit of a byte comes first. */
export function countSetBits(map: Buffer, bits: number): number {
  const whole = Math.floor(bits / 8);
  let count = 0;
  for (let at = 0; at < whole; at += 1) count += onesOf(map[at] ?? 0);
  return count + onesOf((map[whole] ?? 0) & ((1 << (bits % 8)) - 1));
}

function onesOf(byte: number): number {
  let left = byte;
  let ones = 0;
  for (; left !== 0; left &= left - 1) ones += 1;
  return ones;
}
