import assert from 'node:assert/strict';
import test from 'node:test';
import type { Boot } from '#contract/boot.ts';
import { ARM64, efiImage } from '#test/helpers/efi-image.ts';
import { fatImage } from '#test/helpers/fat-image.ts';
import { bootableDisc, gptDisk, mbrSector } from '#test/helpers/image-heads.ts';
import { bytesOf } from '#test/helpers/memory-bytes.ts';
import { VolumeProblem } from '../filesystem/volume-problem.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { readBoot } from './read-boot.ts';

const FIRST_LBA = 256;

function diskWith(volume: Buffer, sectorSizeBytes: 512 | 4096 = 512): Buffer {
  const lastLba = FIRST_LBA + Math.ceil(volume.length / sectorSizeBytes) - 1;
  const disk = gptDisk({ sectorSizeBytes, diskSectors: lastLba + 40, partitions: [{ firstLba: FIRST_LBA, lastLba }] });
  volume.copy(disk, FIRST_LBA * sectorSizeBytes);
  return disk;
}

async function judged(bytes: Buffer | SeekableBytes): Promise<Boot> {
  const source = Buffer.isBuffer(bytes) ? bytesOf(bytes) : bytes;
  return (await readBoot(source, { hasEnd: true, system: null })).boot;
}

const esp = (program: Buffer, name = 'BOOTX64.EFI') => fatImage({ files: { [`EFI/BOOT/${name}`]: program } });

async function secureBootOf(...signedBy: readonly string[]): Promise<string> {
  const { secureBoot } = await judged(diskWith(esp(efiImage({ signedBy }))));
  return `${secureBoot.answer} ${secureBoot.reason}`;
}

test('readBoot finds the loader of a GPT disk, in sectors of both sizes', async () => {
  for (const sectorSizeBytes of [512, 4096] as const) {
    const boot = await judged(diskWith(esp(efiImage({ sbat: 'sbat,1,x\nshim,4,y\n' })), sectorSizeBytes));
    assert.deepEqual(boot.starts['uefi-x64'], { answer: 'yes', reason: 'loader' });
    assert.deepEqual(boot.starts['uefi-arm64'], { answer: 'no', reason: 'no-loader' });
    assert.deepEqual(boot.starts.bios, { answer: 'no', reason: 'no-boot-code' });
    assert.equal(boot.sectorSizeBytes, sectorSizeBytes);
    assert.deepEqual(boot.loaders, [
      {
        path: '/EFI/BOOT/BOOTX64.EFI',
        partition: 1,
        firmware: 'uefi-x64',
        isProgram: true,
        signers: [],
        sbat: ['sbat,1', 'shim,4'],
      },
    ]);
  }
});

test('readBoot tells Secure Boot by the authority, whatever else the chain holds', async () => {
  assert.equal(await secureBootOf(), 'no not-signed');
  assert.equal(await secureBootOf('Microsoft Corporation UEFI CA 2011'), 'likely signed-microsoft');
  assert.equal(await secureBootOf('Someone', 'Microsoft UEFI CA 2023'), 'likely signed-microsoft');
  assert.equal(await secureBootOf('Windows UEFI CA 2023'), 'likely signed-windows');
  assert.equal(await secureBootOf('Microsoft UEFI CA 2099'), 'unknown signed-other');
});

test('readBoot does not take a program for another processor, or none at all, for a loader', async () => {
  for (const program of [efiImage({ machine: ARM64 }), Buffer.from('MZ'), Buffer.alloc(0)]) {
    const { starts } = await judged(diskWith(esp(program)));
    assert.deepEqual(starts['uefi-x64'], { answer: 'no', reason: 'loader-damaged' });
  }
  const arm = await judged(diskWith(esp(efiImage({ machine: ARM64 }), 'BOOTAA64.EFI')));
  assert.equal(arm.starts['uefi-arm64'].answer, 'yes');
  assert.equal(arm.starts['uefi-x64'].answer, 'no');
});

test('readBoot reads an MBR in the sectors its volumes lie at', async () => {
  const volume = esp(efiImage());
  for (const sectorBytes of [512, 4096] as const) {
    const disk = Buffer.alloc(8 * sectorBytes + volume.length + 8192);
    const lengthSectors = Math.ceil(volume.length / sectorBytes);
    mbrSector([{ type: 0xef, firstLba: 8, lengthSectors }]).copy(disk);
    volume.copy(disk, 8 * sectorBytes);
    const boot = await judged(disk);
    assert.deepEqual([boot.starts['uefi-x64'].answer, boot.sectorSizeBytes], ['yes', sectorBytes]);
  }
});

test('what only optical drives start is not called startable, and not written raw', async () => {
  const images = [
    { platform: 0, bytes: Buffer.alloc(2048, 0x90) },
    { platform: 0xef, bytes: esp(efiImage()) },
  ];
  const boot = await judged(bootableDisc({ volumeId: 'DISC', images }));
  assert.deepEqual(boot.starts.bios, { answer: 'no', reason: 'disc-only' });
  assert.deepEqual(boot.starts['uefi-x64'], { answer: 'unknown', reason: 'disc-only' });
  assert.deepEqual(boot.writeMode, { mode: 'other', why: 'disc-only', system: null });
  assert.deepEqual(boot.elTorito, ['bios', 'uefi']);
});

test('what lies out of reach of a packed image is not guessed', async () => {
  const disk = diskWith(esp(efiImage()));
  const reach = FIRST_LBA * 512;
  const packed: SeekableBytes = {
    sizeBytes: Number.MAX_SAFE_INTEGER,
    readAt: async (offset, length) => {
      if (offset + length > reach) throw new VolumeProblem('out-of-reach');
      return disk.subarray(offset, offset + length);
    },
  };
  const { boot, gpt } = await readBoot(packed, { hasEnd: false, system: null });
  assert.deepEqual(boot.starts['uefi-x64'], { answer: 'unknown', reason: 'out-of-reach' });
  assert.deepEqual(boot.secureBoot, { answer: 'unknown', reason: 'out-of-reach' });
  assert.deepEqual([gpt.primary, gpt.backup], ['whole', 'unread']);
});

test('a drive larger than its image is judged as the image is', async () => {
  const disk = diskWith(esp(efiImage()));
  const drive = Buffer.concat([disk, Buffer.alloc(1_000_000)]);
  assert.deepEqual(await judged(drive), await judged(disk));
});
