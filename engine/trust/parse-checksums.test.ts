import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChecksums } from './parse-checksums.ts';

const A = '0123456789abcdef'.repeat(4);
const B = 'fedcba9876543210'.repeat(4);
const names = ['proxmox.iso'];

test('a digest alone is meant for the image, in any case and with its name before it', () => {
  for (const text of [A, A.toUpperCase(), `  ${A}\n`, `sha256:${A}`, `SHA-256: ${A}`, `# from the site\n\n${A}\n`]) {
    assert.deepEqual(parseChecksums(text, names), { kind: 'found', algorithm: 'sha256', digest: A }, text);
  }
});

test('the line of the image is found in every usual format', () => {
  const lines = [
    `${A}  proxmox.iso`,
    `${A} *proxmox.iso`,
    `\\${A}  proxmox.iso`,
    `${A} proxmox.iso`,
    `${A}\tproxmox.iso`,
    `SHA256 (proxmox.iso) = ${A}`,
    `SHA2-256(proxmox.iso)= ${A}`,
    `SHA256          ${A.toUpperCase()}       C:\\Users\\sato\\proxmox.iso`,
    `${A}  ./iso/proxmox.iso`,
  ];
  for (const line of lines) {
    const text = `${B}  other.iso\r\n${line}\r\n`;
    assert.deepEqual(parseChecksums(text, names), { kind: 'found', algorithm: 'sha256', digest: A }, line);
  }
});

test('a signed list is read through its frame', () => {
  const text = [
    '-----BEGIN PGP SIGNED MESSAGE-----',
    'Hash: SHA256',
    '',
    '# Fedora-Server: 1234 bytes',
    `SHA256 (proxmox.iso) = ${A}`,
    '-----BEGIN PGP SIGNATURE-----',
    '',
    'iQIzBAEBCAAdFiEEt1vWlbBfO0ROlzjHz4jGhqFtpDcFAmXq',
    '-----END PGP SIGNATURE-----',
  ].join('\n');
  assert.deepEqual(parseChecksums(text, names), { kind: 'found', algorithm: 'sha256', digest: A });
});

test('a digest for another name is not used, even if it is the only one', () => {
  assert.deepEqual(parseChecksums(`${A}  other.iso\n`, names), {
    kind: 'nothing',
    reason: 'other-files',
    names: ['other.iso'],
  });
});

test('two digests without names are no answer', () => {
  assert.equal(parseChecksums(`${A}\n${B}\n`, names).kind, 'nothing');
});

test('SHA-512 is read in every format; where SHA-256 is there too, it is the one', () => {
  const digest = A + B;
  const lines = [
    digest,
    `sha512: ${digest}`,
    `${digest}  proxmox.iso`,
    `SHA512 (proxmox.iso) = ${digest}`,
    `SHA2-512(proxmox.iso)= ${digest}`,
    `SHA512 ${digest.toUpperCase()} C:\\proxmox.iso`,
  ];
  for (const line of lines) {
    assert.deepEqual(parseChecksums(line, names), { kind: 'found', algorithm: 'sha512', digest }, line);
  }
  const both = `SHA512 (proxmox.iso) = ${digest}\nSHA256 (proxmox.iso) = ${A}`;
  assert.deepEqual(parseChecksums(both, names), { kind: 'found', algorithm: 'sha256', digest: A });
});

test('MD5 and SHA-1 are known and refused as proof', () => {
  for (const text of [
    'd41d8cd98f00b204e9800998ecf8427e',
    `MD5 (a) = ${'1'.repeat(32)}`,
    `${'2'.repeat(40)} *proxmox.iso`,
  ]) {
    assert.deepEqual(parseChecksums(text, names), { kind: 'nothing', reason: 'weak-algorithm', names: [] }, text);
  }
});

test('a label decides what a digest is: as many digits do not make it a SHA-256', () => {
  for (const text of [
    `SHA3-256 (proxmox.iso) = ${A}`,
    `BLAKE2b (proxmox.iso) = ${A}${B}`,
    `SHA384 (a) = ${'3'.repeat(96)}`,
  ]) {
    assert.deepEqual(parseChecksums(text, names), { kind: 'nothing', reason: 'other-algorithm', names: [] }, text);
  }
  assert.equal(parseChecksums(`SHA256 (proxmox.iso) = ${A}${B}`, names).kind, 'nothing');
});

test('two different digests for the same name are no answer; the same one twice is', () => {
  const contradicting = parseChecksums(`${A}  a/proxmox.iso\n${B}  b/proxmox.iso`, names);
  assert.deepEqual(contradicting, { kind: 'nothing', reason: 'ambiguous', names: [] });
  assert.equal(parseChecksums(`${A}  a/proxmox.iso\n${A}  b/proxmox.iso`, names).kind, 'found');
});

test('emptiness and prose are told apart', () => {
  assert.deepEqual(parseChecksums(' \n\n', names), { kind: 'nothing', reason: 'empty', names: [] });
  assert.deepEqual(parseChecksums('hello there', names), { kind: 'nothing', reason: 'not-a-checksum', names: [] });
});

test('names of other files are cleaned and at most ten', () => {
  const text = Array.from({ length: 30 }, (_none, index) => `${A}  evil\u202E${index}.iso`).join('\n');
  const parsed = parseChecksums(text, names);
  assert.equal(parsed.kind === 'nothing' && parsed.names.length, 10);
  assert.equal(parsed.kind === 'nothing' && parsed.names[0], 'evil 0.iso');
});

test('a text of a megabyte of one line is answered at once', () => {
  const startedMs = performance.now();
  parseChecksums('a'.repeat(1024 * 1024), names);
  parseChecksums(`SHA256 (${'('.repeat(500_000)}`, names);
  assert.ok(performance.now() - startedMs < 1000);
});
