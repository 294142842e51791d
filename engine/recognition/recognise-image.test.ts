import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import type { System } from '#contract/system.ts';
import { fatImage } from '#test/helpers/fat-image.ts';
import { mbrSector } from '#test/helpers/image-heads.ts';
import { runIn, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';
import { PLAIN } from '#test/helpers/look-alikes.ts';
import { inspectImage } from '../image/inspect-image.ts';

const { signal } = new AbortController();
const FIRST_SECTOR = 8192;

const ISSUE =
  'Raspberry Pi reference 2026-10-02\nGenerated using pi-gen, https://github.com/RPi-Distro/pi-gen, 0123abc, stage2\n';
const FIRMWARE = { 'bootcode.bin': 'b', 'start4.elf': 's', 'overlays/README': 'r', 'config.txt': 'arm_64bit=1\n' };
const PI: Omit<System, 'product' | 'name'> = { ...PLAIN, role: 'system', architecture: 'arm64' };

/** A disk as the boards start from: a FAT volume and a partition of Linux behind it. */
function boardDisk(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const boot = fatImage({ bits: 16, files });
  const lengthSectors = boot.length / 512;
  const disk = Buffer.alloc((FIRST_SECTOR + lengthSectors + 2048) * 512);
  mbrSector([
    { type: 0x0c, firstLba: FIRST_SECTOR, lengthSectors },
    { type: 0x83, firstLba: FIRST_SECTOR + lengthSectors, lengthSectors: 2048 },
  ]).copy(disk);
  boot.copy(disk, FIRST_SECTOR * 512);
  return disk;
}

const DISKS: readonly { name: string; files: Readonly<Record<string, string>>; expected: System | null }[] = [
  {
    name: 'Raspberry Pi OS Lite of 64 bits',
    files: { ...FIRMWARE, 'issue.txt': ISSUE, 'kernel8.img': 'k', 'kernel_2712.img': 'k' },
    expected: {
      ...PI,
      product: 'raspberry-pi-os',
      name: 'Raspberry Pi OS',
      version: '2026-10-02',
      editions: ['Lite'],
    },
  },
  {
    name: 'Raspberry Pi OS of 32 bits, which has a 64-bit kernel too',
    files: { ...FIRMWARE, 'issue.txt': ISSUE.replace('stage2', 'stage4'), 'kernel7l.img': 'k', 'kernel8.img': 'k' },
    expected: {
      ...PI,
      product: 'raspberry-pi-os',
      name: 'Raspberry Pi OS',
      version: '2026-10-02',
      editions: ['Desktop'],
      architecture: 'arm',
    },
  },
  {
    name: 'an image of another builder, with its own description',
    files: {
      ...FIRMWARE,
      'os-release': 'NAME="BoardLinux"\nVERSION_ID="7.1"\nVERSION_CODENAME=seven\n',
      'kernel8.img': 'k',
    },
    expected: { ...PI, product: 'raspberry-pi', name: 'BoardLinux', version: '7.1', build: 'seven' },
  },
  {
    name: 'an image that tells nothing but for which board it is',
    files: { ...FIRMWARE, 'kernel8.img': 'k' },
    expected: { ...PI, product: 'raspberry-pi', name: 'Raspberry Pi', evidence: 'likely' },
  },
  { name: 'a card with a config.txt', files: { 'config.txt': 'x=1', 'issue.txt': ISSUE }, expected: null },
  { name: 'an EFI system partition', files: { 'EFI/BOOT/BOOTX64.EFI': 'MZ' }, expected: null },
];

for (const { name, files, expected } of DISKS) {
  test(`recogniseImage: ${name}`, async (t) => {
    const { system } = await inspectImage(temporaryFile(t, 'a.img', boardDisk(files)), signal);
    assert.deepEqual(system, expected);
  });
}

test('an installer whose files lie on a FAT volume is recognised as on a disc', async (t) => {
  const files = {
    '.disk/info': 'Debian GNU/Linux 13.1.0 "Trixie" - Official amd64 NETINST 20250906-10:22\n',
    'install.amd/vmlinuz': 'k',
  };
  const { system } = await inspectImage(temporaryFile(t, 'a.img', fatImage({ bits: 16, files })), signal);
  assert.deepEqual([system?.product, system?.version], ['debian', '13.1.0']);
});

test('Raspberry Pi OS in xz with FAT32, its date behind the kernels', async (t) => {
  const image = packedPi(t);
  if (image === null) return t.skip('mtools, dosfstools or xz is not installed');
  const { system, layers } = await inspectImage(image, signal);
  assert.deepEqual([layers, system?.product, system?.version], [['xz'], 'raspberry-pi-os', '2026-10-02']);
});

const ROOTS = [
  {
    files: { ...FIRMWARE, 'issue.txt': ISSUE, 'kernel8.img': 'k', 'kernel7l.img': 'k' },
    release:
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_CODENAME=trixie\nID=debian\n',
    expected: ['raspberry-pi-os', 'Raspberry Pi OS', '2026-10-02', 'trixie', 'arm64', 'content'],
  },
  {
    files: { ...FIRMWARE, 'kernel8.img': 'k' },
    release: 'NAME="Ubuntu"\nVERSION_ID="26.04"\nVERSION_CODENAME=resolute\nID=ubuntu\n',
    expected: ['raspberry-pi', 'Ubuntu', '26.04', 'resolute', 'arm64', 'content'],
  },
] as const;

for (const { files, release, expected } of ROOTS) {
  test(`recogniseImage: ${expected[1]} as its own root file system names it`, async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(path.join(folder, 'root/etc'), { recursive: true });
    mkdirSync(path.join(folder, 'root/usr/lib/aarch64-linux-gnu'), { recursive: true });
    writeFileSync(path.join(folder, 'root/etc/os-release'), release);
    writeFileSync(path.join(folder, 'root.img'), Buffer.alloc(8 * 1024 * 1024));
    const made = runIn(folder, 'mkfs.ext4', ['-q', '-F', '-d', 'root', 'root.img']);
    if (!made) return t.skip('mkfs.ext4 is not installed');
    const boot = boardDisk(files);
    const at = boot.readUInt32LE(446 + 16 + 8) * 512;
    const disk = Buffer.concat([boot.subarray(0, at), readFileSync(path.join(folder, 'root.img'))]);
    disk.writeUInt32LE((disk.length - at) / 512, 446 + 16 + 12);
    const { system } = await inspectImage(temporaryFile(t, 'a.img', disk), signal);
    const { product, name, version, build, architecture, evidence } = system ?? {};
    assert.deepEqual([product, name, version, build, architecture, evidence], expected);
  });
}

/** By the tools that real images are made with, in the order their builder copies files. */
function packedPi(t: TestContext): string | null {
  const folder = temporaryFolder(t);
  const put = (name: string, bytes: string | Buffer) => writeFileSync(path.join(folder, name), bytes);
  put('boot.img', Buffer.alloc(96 * 1024 * 1024));
  if (!runIn(folder, 'mkfs.vfat', ['-F', '32', '-n', 'bootfs', 'boot.img'])) return null;
  const kernels = Buffer.alloc(11 * 1024 * 1024, 5);
  const files = { ...FIRMWARE, initramfs8: kernels, initramfs_2712: kernels, 'issue.txt': ISSUE, 'kernel8.img': 'k' };
  for (const [name, bytes] of Object.entries(files)) {
    if (name.includes('/')) continue;
    put(name, bytes);
    if (!runIn(folder, 'mcopy', ['-i', 'boot.img', name, '::'])) return null;
  }
  const boot = readFileSync(path.join(folder, 'boot.img'));
  const head = Buffer.alloc(FIRST_SECTOR * 512);
  mbrSector([{ type: 0x0c, firstLba: FIRST_SECTOR, lengthSectors: boot.length / 512 }]).copy(head);
  put('pi.img', Buffer.concat([head, boot]));
  return runIn(folder, 'xz', ['-1', '-T1', 'pi.img']) ? path.join(folder, 'pi.img.xz') : null;
}
