import assert from 'node:assert/strict';
import test from 'node:test';
import { gptDisk } from '#test/helpers/image-heads.ts';
import { isGptHeader, readGpt } from './gpt.ts';

const PARTITIONS = [
  { firstLba: 64, lastLba: 99 },
  { firstLba: 100, lastLba: 150 },
];

for (const sectorSizeBytes of [512, 4096] as const) {
  const disk = gptDisk({ sectorSizeBytes, diskSectors: 300, partitions: PARTITIONS });

  test(`readGpt reads a table of ${sectorSizeBytes}-byte sectors`, () => {
    const gpt = readGpt(disk.subarray(0, 128 * 1024));
    assert.equal(gpt?.sectorSizeBytes, sectorSizeBytes);
    assert.equal(gpt?.alternateLba, 299);
    assert.deepEqual(
      gpt?.partitions?.map(({ firstLba, lastLba }) => ({ firstLba, lastLba })),
      PARTITIONS,
    );
    assert.ok(isGptHeader(disk.subarray(-sectorSizeBytes)));
  });

  test(`readGpt does not trust damaged headers and entries (${sectorSizeBytes})`, () => {
    const badHeader = Buffer.from(disk);
    badHeader[sectorSizeBytes + 40] = 1;
    assert.equal(readGpt(badHeader), null);
    const badEntries = Buffer.from(disk);
    badEntries[2 * sectorSizeBytes + 33] = 1;
    assert.equal(readGpt(badEntries)?.partitions, null);
    assert.equal(readGpt(disk.subarray(0, 3 * sectorSizeBytes))?.partitions, null);
  });
}

test('readGpt takes hostile lengths for no table', () => {
  const disk = gptDisk({ sectorSizeBytes: 512, diskSectors: 300, partitions: [] });
  disk.writeUInt32LE(0xffffffff, 512 + 12);
  assert.equal(readGpt(disk), null);
  assert.equal(readGpt(Buffer.alloc(100)), null);
  assert.equal(readGpt(Buffer.alloc(0)), null);
});
