import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { isoHead, mbrSector } from '#test/helpers/image-heads.ts';
import { sampleBytes } from '#test/helpers/image-files.ts';
import { detectLayer } from './detect-layer.ts';

test('detectLayer names well-known files that are no image', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['Rar!\x1a\x07\x01\0', 'rar'],
    ['# Disk DescriptorFile\nversion=1\ncreateType="vmfs"\n', 'vmdk in several files (vmfs)'],
    ['MSWIM\0\0\0', 'wim'],
    ['%PDF-1.7', 'pdf'],
    ['\x7fELF\x02', 'elf'],
    ['\x02!L\x18', 'lz4 legacy'],
    ['\n <!DOCTYPE HTML><title>404', 'html page'],
  ];
  for (const [start, format] of cases) {
    const head = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(600)]);
    assert.deepEqual(detectLayer(head), { kind: 'other', format });
  }
});

test('detectLayer knows a Windows program, but no text that begins with MZ', () => {
  const program = Buffer.alloc(512);
  program.write('MZ');
  program.writeUInt32LE(128, 60);
  assert.deepEqual(detectLayer(program), { kind: 'content' });
  program.write('PE\0\0', 128);
  assert.deepEqual(detectLayer(program), { kind: 'other', format: 'exe' });
});

test('an ISO or a disk is an image whatever its first bytes look like', () => {
  const gz = gzipSync(sampleBytes(100_000)).subarray(0, 400);
  assert.deepEqual(detectLayer(Buffer.concat([gz, Buffer.alloc(100_000)])), {
    kind: 'layer',
    layer: 'gz',
  });
  const iso = isoHead({ volumeId: 'X', blocks: 20 });
  gz.copy(iso);
  assert.deepEqual(detectLayer(iso), { kind: 'content' });
  const disk = mbrSector([{ type: 0x0c, firstLba: 2048, lengthSectors: 2048 }]);
  disk.write('MZ\x90\0');
  assert.deepEqual(detectLayer(disk), { kind: 'content' });
});

test('detectLayer takes zeros, noise and a single byte for content', () => {
  assert.deepEqual(detectLayer(Buffer.alloc(70_000)), { kind: 'content' });
  assert.deepEqual(detectLayer(sampleBytes(70_000)), { kind: 'content' });
  assert.deepEqual(detectLayer(Buffer.from([0x1f])), { kind: 'content' });
});
