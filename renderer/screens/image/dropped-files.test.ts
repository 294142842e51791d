import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isChecksumName, sortDropped } from './dropped-files.ts';

const files = (...names: readonly string[]) => names.map((name) => ({ name }));

test('checksum and signature files tell by their names', () => {
  const yes = [
    'SHA256SUMS',
    'SHA256SUMS.txt',
    'sha256sum.txt',
    'proxmox.iso.sha256',
    'MD5SUMS',
    '2026-10-02-raspios.bmap',
    'a.iso.asc',
    'SHA256SUMS.gpg',
    'debian-SHA256SUMS',
    'checksums.txt',
    'SHA256SUMS.sign',
    'Fedora-Server-43-1.6-x86_64-CHECKSUM',
    'release-key.asc',
  ];
  const no = ['proxmox-ve_9.1-1.iso', 'resume.img', 'disk.raw.xz', 'summer.iso', 'sumsung.img'];
  assert.deepEqual(
    yes.filter((name) => !isChecksumName(name)),
    [],
  );
  assert.deepEqual(no.filter(isChecksumName), []);
});

test('an image and its checksum dropped together are told apart', () => {
  const { images, checksums } = sortDropped(files('a.iso', 'a.iso.sha256', 'SHA256SUMS.asc'));
  assert.deepEqual([images, checksums], [files('a.iso'), files('a.iso.sha256', 'SHA256SUMS.asc')]);
});
