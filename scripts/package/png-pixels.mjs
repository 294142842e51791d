import { inflateSync } from 'node:zlib';

const BYTES_PER_PIXEL = 4;

/**
 * Width, height and RGBA bytes of a PNG with 8 bits per channel and no interlacing, which is what our renderer writes.
 * Throws on any other. Source: W3C, "Portable Network Graphics", 9 "Filtering" and 11 "Chunk specifications".
 *
 * @param {Buffer} png
 */
export function pngPixels(png) {
  const [widthPx, heightPx] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colour, interlace] = [png[24], png[25], png[28]];
  if (depth !== 8 || colour !== 6 || interlace !== 0) throw new Error('This PNG is not plain RGBA');
  const parts = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) !== 'IDAT') continue;
    parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const lineBytes = widthPx * BYTES_PER_PIXEL;
  const packed = inflateSync(Buffer.concat(parts));
  const rgba = Buffer.alloc(lineBytes * heightPx);
  for (let row = 0; row < heightPx; row += 1) {
    const from = row * (lineBytes + 1);
    const line = rgba.subarray(row * lineBytes, (row + 1) * lineBytes);
    packed.copy(line, 0, from + 1, from + 1 + lineBytes);
    const above = row === 0 ? Buffer.alloc(lineBytes) : rgba.subarray((row - 1) * lineBytes, row * lineBytes);
    unfilter(line, above, packed[from] ?? 0);
  }
  return { widthPx, heightPx, rgba };
}

/** @param {Buffer} line @param {Buffer} above @param {number} filter */
function unfilter(line, above, filter) {
  for (let at = 0; at < line.length; at += 1) {
    const left = line[at - BYTES_PER_PIXEL] ?? 0;
    const up = above[at] ?? 0;
    const corner = at < BYTES_PER_PIXEL ? 0 : (above[at - BYTES_PER_PIXEL] ?? 0);
    const added = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    line[at] = ((line[at] ?? 0) + added) & 0xff;
  }
}

/** @param {number} left @param {number} up @param {number} corner */
function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
