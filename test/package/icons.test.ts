import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { outputOf, packagingMissing } from '../helpers/built-packages.ts';

const missing = await packagingMissing();
const ROOT = join(import.meta.dirname, '../..');

/** How far a shade may be from a new drawing, of 255, on average: versions of the renderer round differently. */
const SHADE_DIFFERENCE_MAX = 2;

const SCRIPT = `
import { readFileSync } from 'node:fs';
import { iconFiles } from './scripts/package/draw-icons.mjs';
import { pngPixels } from './scripts/package/png-pixels.mjs';
const report = [];
for (const [name, drawn] of iconFiles()) {
  const kept = readFileSync(name);
  if (!name.endsWith('.png')) { report.push({ name, kept: kept.length, drawn: drawn.length }); continue; }
  const [a, b] = [pngPixels(kept), pngPixels(drawn)];
  const sum = a.rgba.reduce((total, shade, at) => total + Math.abs(shade - b.rgba[at]), 0);
  report.push({ name, size: [a.widthPx, a.heightPx], difference: sum / a.rgba.length });
}
console.log(JSON.stringify(report));
`;

describe('icons', { skip: missing ?? false }, () => {
  test('every picture is a drawing of the SVG that is kept with it, at the size its name says', async () => {
    const report: { name: string; size?: [number, number]; difference?: number }[] = JSON.parse(
      await outputOf(process.execPath, ['--input-type=module', '--eval', SCRIPT]),
    );
    const pictures = report.filter(({ size }) => size !== undefined);
    assert.equal(pictures.length, 10);
    for (const { name, size, difference = Number.POSITIVE_INFINITY } of pictures) {
      assert.ok(name.endsWith(`/${size?.join('x')}.png`), name);
      assert.ok(difference <= SHADE_DIFFERENCE_MAX, `${name} differs by ${difference}: run scripts/make-icons.mjs`);
    }
  });

  test('the icon of Windows has every size, the one of macOS every kind', async () => {
    const ico = await readFile(join(ROOT, 'assets/icon.ico'));
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, i) => ico.readUInt8(6 + 16 * i) || 256);
    assert.deepEqual(sizes, [16, 24, 32, 48, 64, 128, 256]);
    assert.ok((await outputOf('file', [join(ROOT, 'assets/icon.ico')])).includes('7 icons'));
    const icns = await readFile(join(ROOT, 'assets/icon.icns'));
    assert.equal(icns.readUInt32BE(4), icns.length);
    const kinds: string[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) kinds.push(icns.toString('latin1', at, at + 4));
    assert.deepEqual(kinds, ['icp4', 'icp5', 'ic11', 'ic12', 'ic07', 'ic13', 'ic08', 'ic14', 'ic09', 'ic10']);
  });
});
