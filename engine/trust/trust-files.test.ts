import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { createCleartextMessage, createMessage, generateKey, sign } from 'openpgp';
import { readImageSignature } from './image-signature.ts';
import { judgeTrustFiles, type TrustFindings } from './judge-trust-files.ts';
import type { TrustFile } from './trust-file.ts';
import { vendorKeys } from './trust-keys.ts';
import { VENDOR_KEYS } from './vendor-keys.ts';

const IMAGE = 'proxmox.iso';
const DIGEST = '0123456789abcdef'.repeat(4);
const LIST = `${DIGEST}  ${IMAGE}\n`;

const pair = await generateKey({ userIDs: [{ name: 'Release \u202eTeam', email: 'r@example.net' }], format: 'object' });
const other = await generateKey({ userIDs: [{ name: 'Other' }], format: 'object' });

function file(name: string, content: string | Uint8Array): TrustFile {
  return { name, bytes: Buffer.from(content) };
}

async function detached(text: string, by = pair): Promise<string> {
  const message = await createMessage({ binary: Buffer.from(text) });
  return await sign({ message, signingKeys: by.privateKey, detached: true, format: 'armored' });
}

async function signedText(text: string, by = pair): Promise<string> {
  return await sign({ message: await createCleartextMessage({ text }), signingKeys: by.privateKey });
}

function judged(files: readonly TrustFile[], from: 'file' | 'beside' = 'file'): Promise<TrustFindings> {
  return judgeTrustFiles({ files, userKeys: [], imageNames: [IMAGE], from });
}

const key = file('release.asc', pair.publicKey.armor());

test('a checksum file without a signature is a checksum, not a signature', async () => {
  const { expected, bad, outcomes } = await judged([file('SHA256SUMS', LIST)]);
  assert.deepEqual(expected, {
    algorithm: 'sha256',
    digest: DIGEST,
    from: 'file',
    fileName: 'SHA256SUMS',
    signature: null,
    unknownKeys: [],
  });
  assert.equal(bad, null);
  assert.deepEqual(outcomes, [{ fileName: 'SHA256SUMS', outcome: 'used' }]);
});

test('a detached signature over the checksum file is good with the key the user gave, and says that it is the user’s', async () => {
  for (const name of ['SHA256SUMS.sign', 'SHA256SUMS.gpg', 'whatever.sig']) {
    const { expected } = await judged([file('SHA256SUMS', LIST), file(name, await detached(LIST)), key]);
    assert.equal(expected?.signature?.signer, 'Release Team <r@example.net>');
    assert.equal(expected.signature.keyFrom, 'user');
    assert.equal(expected.signature.fingerprint, pair.publicKey.getFingerprint().toUpperCase());
  }
});

test('a binary signature and a binary key are read as well', async () => {
  const message = await createMessage({ binary: Buffer.from(LIST) });
  const binary = await sign({ message, signingKeys: pair.privateKey, detached: true, format: 'binary' });
  const { expected } = await judged([
    file('SHA256SUMS', LIST),
    file('SHA256SUMS.gpg', binary),
    file('key.gpg', pair.publicKey.write()),
  ]);
  assert.equal(expected?.signature?.keyFrom, 'user');
});

test('a signature of a key nobody gave proves nothing and spoils nothing', async () => {
  const { expected, bad, outcomes } = await judged([
    file('SHA256SUMS', LIST),
    file('SHA256SUMS.sign', await detached(LIST)),
  ]);
  const id = pair.publicKey.getKeyID().toHex().toUpperCase();
  assert.deepEqual([expected?.signature, expected?.unknownKeys, bad], [null, [id], null]);
  assert.deepEqual(outcomes[1], {
    fileName: 'SHA256SUMS.sign',
    outcome: 'refused',
    reason: 'unknown-key',
    names: [id],
  });
});

test('a checksum file that was changed after it was signed is bad, and gives no digest', async () => {
  const changed = LIST.replace('0', 'f');
  const { expected, bad } = await judged([
    file('SHA256SUMS', changed),
    file('SHA256SUMS.sign', await detached(LIST)),
    key,
  ]);
  assert.deepEqual([expected, bad], [null, { fileName: 'SHA256SUMS.sign', reason: 'wrong' }]);
});

test('of a signed text only what is inside its frame counts', async () => {
  const framed = await signedText(LIST);
  const good = await judged([file('CHECKSUM', framed), key]);
  assert.equal(good.expected?.signature?.signer, 'Release Team <r@example.net>');
  const around = await judged([file('CHECKSUM', `${'f'.repeat(64)}  ${IMAGE}\n${framed}`), key]);
  assert.ok(around.expected === null || around.expected.digest === DIGEST);
  const changed = await judged([file('CHECKSUM', framed.replace(DIGEST, 'f'.repeat(64))), key]);
  assert.deepEqual([changed.expected, changed.bad], [null, { fileName: 'CHECKSUM', reason: 'wrong' }]);
});

test('damaged signatures, keys and foreign files are refused with a reason', async () => {
  const { bad } = await judged([file('SHA256SUMS', LIST), file('SHA256SUMS.sig', Buffer.from([0x88, 1, 2, 3])), key]);
  assert.deepEqual(bad, { fileName: 'SHA256SUMS.sig', reason: 'unreadable' });
  const { outcomes } = await judged([
    file('key.gpg', Buffer.from([0x98, 0, 0])),
    file('photo.png', Buffer.from([1, 0, 2])),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.outcome === 'refused' && outcome.reason),
    ['unreadable', 'unreadable'],
  );
});

test('a signature over the image itself is judged by the digest of a reading, and by nothing else', async () => {
  const image = 'the image, all of it';
  const signature = file(`${IMAGE}.asc`, await detached(image));
  const { imageSignature, keys } = await judged([signature, key]);
  assert.equal(imageSignature, signature);
  const request = await readImageSignature(signature);
  assert.ok(request !== null);
  const digestsOf = (bytes: string) =>
    request.digests.map(({ algorithm, suffix }) => createHash(algorithm).update(bytes).update(suffix).digest('hex'));
  assert.equal((await request.judge(digestsOf(image), keys)).verdict, 'good');
  assert.deepEqual(await request.judge(digestsOf(`${image}.`), keys), { verdict: 'bad', reason: 'wrong' });
  const unknown = await request.judge(digestsOf(image), []);
  assert.equal(unknown.verdict, 'unknown-key');
});

test('a signature by someone else is not the publisher’s', async () => {
  const { expected, bad } = await judged([
    file('SHA256SUMS', LIST),
    file('SHA256SUMS.sign', await detached(LIST, other)),
    key,
  ]);
  assert.deepEqual([expected?.signature, bad], [null, null]);
});

test('every key that comes with the program can be read and is the one it is listed as', async () => {
  const keys = await vendorKeys();
  assert.equal(keys.length, VENDOR_KEYS.length);
  assert.ok(keys.every(({ from, vendor, key: one }) => from === 'vendor' && vendor !== null && !one.isPrivate()));
});

test('hostile files end quickly and never with an exception', async () => {
  const texts = [
    '-----BEGIN PGP SIGNED MESSAGE-----\n'.repeat(5000),
    `-----BEGIN PGP SIGNATURE-----\n\n${'A'.repeat(900_000)}\n-----END PGP SIGNATURE-----`,
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${'/'.repeat(100_000)}\n-----END PGP PUBLIC KEY BLOCK-----\n`.repeat(8),
  ];
  const startedMs = performance.now();
  for (const text of texts) await judged([file('SHA256SUMS', LIST), file('x.asc', text)]);
  assert.ok(performance.now() - startedMs < 10_000);
});
