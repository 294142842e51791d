import assert from 'node:assert/strict';
import test from 'node:test';
import { fatImage } from '#test/helpers/fat-image.ts';
import { bytesOf } from '#test/helpers/memory-bytes.ts';
import { openFat } from './fat-volume.ts';
import type { Found, Volume } from './volume.ts';

const LONG = 'a name that is longer than thirteen letters.conf';
const BIG = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
const FILES = { 'EFI/BOOT/BOOTX64.EFI': BIG, [`EFI/${LONG}`]: 'long', 'EMPTY.TXT': '' };

async function open(bytes: Buffer): Promise<Volume> {
  return contentOf(await openFat(bytesOf(bytes)));
}

function contentOf<T>(found: Found<T>): T {
  if (!found.isFound) throw new Error(found.reason);
  return found.value;
}

for (const bits of [12, 16] as const) {
  test(`openFat lists folders and reads files of FAT${bits}, by any case`, async () => {
    const volume = await open(fatImage({ bits, files: FILES }));
    assert.equal(volume.label, 'STICK');
    assert.deepEqual(
      contentOf(await volume.list('/')).map(({ name, kind }) => [name, kind]),
      [
        ['EFI', 'folder'],
        ['EMPTY.TXT', 'file'],
      ],
    );
    assert.deepEqual(
      contentOf(await volume.list('/efi')).map(({ name }) => name),
      ['BOOT', LONG],
    );
    assert.deepEqual(contentOf(await volume.read('/efi/boot/bootx64.efi', 1000, 3000)), BIG.subarray(1000, 4000));
    assert.equal(contentOf(await volume.read('/EMPTY.TXT', 0, 10)).length, 0);
  });
}

test('openFat tells why something cannot be read', async () => {
  const whole = fatImage({ files: FILES });
  assert.deepEqual(await openFat(bytesOf(Buffer.alloc(2048))), { isFound: false, reason: 'other-format' });
  const volume = await open(whole);
  assert.deepEqual(await volume.find('/NOTHING'), { isFound: false, reason: 'not-found' });
  assert.deepEqual(await volume.list('/EMPTY.TXT'), { isFound: false, reason: 'other-kind' });
  const cut = await open(whole.subarray(0, whole.length - 990 * 512));
  assert.deepEqual(await cut.read('/EFI/BOOT/BOOTX64.EFI', 0, 5000), { isFound: false, reason: 'damaged' });
});

test('a chain that leads to a free cluster is damaged; one that comes back to itself ends with the file', async () => {
  for (const [next, isFound] of [
    [0, false],
    [4, true],
  ] as const) {
    const image = fatImage({ bits: 16, files: { 'BIG.BIN': BIG } });
    image.writeUInt16LE(next, 512 + 4 * 2);
    const volume = await open(image);
    assert.equal((await volume.read('/BIG.BIN', 0, 5000)).isFound, isFound);
  }
});
