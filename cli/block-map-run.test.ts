import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { blockMapOf } from '#test/helpers/block-map.ts';
import { bootSigns, makeBootableImage } from '#test/helpers/bootable-image.ts';
import { type Ended, runProgram } from '#test/helpers/run-program.ts';

const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'stickwright-bmap-'));
const DRIVE_BYTES = 8 * 1024 * 1024;

before(async () => {
  await makeBootableImage(path.join(folder, 'image.img'), 3_000_000);
  const image = readFileSync(path.join(folder, 'image.img'));
  mkdirSync(path.join(folder, 'maps'));
  const put = (name: string, text: string) => writeFileSync(path.join(folder, 'maps', name), text);
  put('right.bmap', blockMapOf(image));
  const other = Buffer.from(image);
  other[2_000_000] = 1 + (other[2_000_000] ?? 0);
  put('other-bytes.bmap', blockMapOf(other));
  put('longer.bmap', blockMapOf(Buffer.concat([image, Buffer.alloc(4096)])));
  put('damaged.bmap', blockMapOf(image).replace('BlocksCount> ', 'BlocksCount> 1'));
  put('text.bmap', 'not a map');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]): Promise<Ended> {
  return runProgram(args, { cwd: folder });
}

test('a map that was named is told by inspect and compared by write and verify', async () => {
  const shown = await run('inspect', 'image.img', '--bmap', 'maps/right.bmap');
  assert.match(shown.stdout, /Block map +right\.bmap/);
  const how = ['--size', `${DRIVE_BYTES}`, '--yes', '--bmap', 'maps/right.bmap'];
  const written = await run('write', 'image.img', '--to', 'file:a.img', ...how);
  assert.equal(written.exitCode, 0, written.stderr);
  const compared = await run('verify', 'image.img', '--on', 'file:a.img', '--bmap', 'maps/right.bmap');
  assert.equal(compared.exitCode, 0, compared.stderr);
});

test('an image that differs from its map never becomes bootable', async () => {
  const how = ['--size', `${DRIVE_BYTES}`, '--yes', '--bmap', 'maps/other-bytes.bmap'];
  const written = await run('write', 'image.img', '--to', 'file:b.img', ...how);
  assert.equal(written.exitCode, 4, written.stderr);
  assert.deepEqual(await bootSigns(path.join(folder, 'b.img'), DRIVE_BYTES), []);
});

for (const [name, words] of Object.entries({
  'longer.bmap': /for an image of 3,004,096 bytes; this one has 3,000,000 bytes/,
  'damaged.bmap': /does not have the checksum it says of itself/,
  'text.bmap': /is no block map, or is damaged/,
  'gone.bmap': /is not there/,
})) {
  test(`a map that does not belong is refused before anything is written: ${name}`, async () => {
    const how = ['--size', `${DRIVE_BYTES}`, '--yes', '--bmap', `maps/${name}`];
    const refused = await run('write', 'image.img', '--to', 'file:c.img', ...how);
    assert.equal(refused.exitCode, 6, refused.stderr);
    assert.match(refused.stderr.replace(/\s+/g, ' '), words);
  });
}
