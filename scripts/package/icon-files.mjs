// The two containers that Windows and macOS want icons in.
import { pngPixels } from './png-pixels.mjs';

/** From this size on Windows takes PNG; smaller ones it reads everywhere only as bitmaps. */
const PNG_FROM_PX = 256;

/**
 * An .ico of the given PNGs, smallest first. Source: Microsoft, "Icons" (ICONDIR) and BITMAPINFOHEADER.
 *
 * @param {readonly Buffer[]} pngs
 */
export function icoFile(pngs) {
  const images = pngs.map((png) => {
    const pixels = pngPixels(png);
    return { sizePx: pixels.widthPx, bytes: pixels.widthPx >= PNG_FROM_PX ? png : bitmap(pixels) };
  });
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2); // icons
  head.writeUInt16LE(images.length, 4);
  let at = head.length;
  for (const [number, { sizePx, bytes }] of images.entries()) {
    const entry = 6 + 16 * number;
    head.writeUInt8(sizePx % 256, entry); // 0 means 256
    head.writeUInt8(sizePx % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4); // planes
    head.writeUInt16LE(32, entry + 6); // bits per pixel
    head.writeUInt32LE(bytes.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += bytes.length;
  }
  return Buffer.concat([head, ...images.map(({ bytes }) => bytes)]);
}

/** BGRA from the bottom line up, and an empty mask: the alpha channel says it all. @param {ReturnType<typeof pngPixels>} pixels */
function bitmap({ widthPx, heightPx, rgba }) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(widthPx, 4);
  header.writeInt32LE(2 * heightPx, 8); // picture and mask
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(rgba.length);
  for (let row = 0; row < heightPx; row += 1) {
    rgba.copy(colours, (heightPx - 1 - row) * widthPx * 4, row * widthPx * 4, (row + 1) * widthPx * 4);
  }
  for (let at = 0; at < colours.length; at += 4) {
    const red = colours[at] ?? 0;
    colours[at] = colours[at + 2] ?? 0;
    colours[at + 2] = red;
  }
  const maskLineBytes = Math.ceil(widthPx / 32) * 4;
  return Buffer.concat([header, colours, Buffer.alloc(maskLineBytes * heightPx)]);
}

/** Names of Apple's image types that hold PNG, with the size in pixels; the second of a pair is for doubled screens. */
const icnsTypes = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

/**
 * An .icns for macOS.
 *
 * @param {(sizePx: number) => Buffer} pngOf
 */
export function icnsFile(pngOf) {
  const entries = icnsTypes.map(([type, sizePx]) => {
    const png = pngOf(sizePx);
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(8 + png.length, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}
