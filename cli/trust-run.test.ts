import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { cliEventSchema } from '#contract/cli-events.ts';
import { type Receipt, receiptSchema } from '#contract/job.ts';
import { makeBootableImage } from '#test/helpers/bootable-image.ts';
import { type Ended, runProgram } from '#test/helpers/run-program.ts';
import { Signer } from '#test/helpers/signer.ts';

const folder = mkdtempSync(path.join(realpathSync(os.tmpdir()), 'stickwright-trust-'));
const inFolder = (name: string) => path.join(folder, name);
const SIZE = '8M';
let sha512 = '';
let count = 0;
const signers: Signer[] = [];

before(async () => {
  const sha256 = await makeBootableImage(inFolder('image.img'), 3_000_000);
  sha512 = createHash('sha512')
    .update(readFileSync(inFolder('image.img')))
    .digest('hex');
  writeFileSync(inFolder('LIST'), `${'0'.repeat(64)}  other.img\n${sha256}  image.img\n`);
  writeFileSync(inFolder('LIST512'), `SHA512 (image.img) = ${sha512}\n`);
  writeFileSync(inFolder('WRONG'), `${'0'.repeat(64)}  image.img\n`);
  const armoured = ['--armor', '--detach-sign'] as const;
  const binary = ['--detach-sign'] as const;
  for (const kind of ['rsa2048', 'ed25519']) {
    const signer = Signer.make(folder, kind);
    if (signer === null) continue;
    signers.push(signer);
    signer.writeKey(inFolder(`${kind}.asc`));
    signer.sign(inFolder('LIST'), inFolder(`LIST.${kind}.sig`), kind === 'ed25519' ? armoured : binary);
    signer.sign(inFolder('LIST512'), inFolder(`LIST512.${kind}.signed`), ['--clear-sign']);
    signer.sign(inFolder('image.img'), inFolder(`image.img.${kind}.sig`), kind === 'rsa2048' ? armoured : binary);
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function write(...options: readonly string[]): Promise<Ended & { readonly receipt: Receipt | null }> {
  count += 1;
  const receiptPath = inFolder(`receipt-${count}.json`);
  const args = ['write', 'image.img', '--to', `file:d${count}.img`, '--size', SIZE, '--yes', '--receipt', receiptPath];
  const ended = await runProgram([...args, ...options], { cwd: folder });
  const receipt = existsSync(receiptPath) ? receiptSchema.parse(JSON.parse(readFileSync(receiptPath, 'utf8'))) : null;
  return { ...ended, receipt };
}

test('a SHA-512 is compared before the drive is touched; the receipt says what the image was found equal to', async () => {
  const good = await write('--sha512', sha512.toUpperCase());
  assert.equal(good.exitCode, 0, good.stderr);
  assert.deepEqual([good.receipt?.image.checkedBy, good.receipt?.image.check?.digest], ['expected', sha512]);
  const bad = await write(
    '--sha512',
    sha512.replace(/^./u, (digit) => (digit === '0' ? '1' : '0')),
  );
  assert.equal(bad.exitCode, 4, bad.stderr);
  assert.match(bad.stderr, /Nothing was written\./);
  assert.deepEqual([bad.receipt?.image.checkedBy, bad.receipt?.image.check], ['none', null]);
});

test('a checksum file gives the line of the image; one without it is exit 6, a wrong one 4', async () => {
  const good = await write('--checksums', 'LIST');
  assert.equal(good.exitCode, 0, good.stderr);
  assert.equal(good.receipt?.image.check?.fileName, 'LIST');
  assert.match(good.stderr, /SHA-256 equals that in LIST/);
  writeFileSync(inFolder('OTHERS'), `${'0'.repeat(64)}  other.img\n`);
  const none = await write('--checksums', 'OTHERS');
  assert.equal(none.exitCode, 6, none.stderr);
  assert.match(none.stderr, /OTHERS has no line for this image, only for other\.img/);
  assert.equal((await write('--checksums', 'WRONG')).exitCode, 4);
  assert.equal((await write('--checksums', 'missing')).exitCode, 6);
});

test('signatures made by GnuPG: detached over the list, around it, over the image, with RSA and Ed25519', async (t) => {
  if (signers.length === 0) return t.skip('gpg is not installed');
  for (const kind of ['rsa2048', 'ed25519']) {
    const key = ['--key', `${kind}.asc`];
    const ways = [
      ['--checksums', 'LIST', '--signature', `LIST.${kind}.sig`],
      ['--checksums', `LIST512.${kind}.signed`],
      ['--signature', `image.img.${kind}.sig`],
    ];
    for (const way of ways) {
      const { exitCode, stderr, receipt } = await write(...way, ...key);
      assert.equal(exitCode, 0, stderr);
      assert.equal(receipt?.image.checkedBy, 'signature', way.join(' '));
      assert.equal(receipt.image.check?.signature?.signer, `Publisher ${kind} <p@example.net>`);
      assert.equal(receipt.image.check.signature.keyFrom, 'user');
      assert.match(stderr, /the key chosen by you/);
    }
  }
});

test('a bad signature is exit 4 and touches nothing, whatever it is over; an unknown key is no proof', async (t) => {
  if (signers.length === 0) return t.skip('gpg is not installed');
  const key = ['--key', 'rsa2048.asc'];
  const ways = [
    ['--checksums', 'WRONG', '--signature', 'LIST.rsa2048.sig', ...key],
    ['--signature', 'LIST.rsa2048.sig', ...key],
    ['--signature', 'image.img.ed25519.sig', ...key],
    ['--checksums', 'LIST512.ed25519.signed', ...key],
  ];
  const codes = [];
  for (const way of ways) {
    const { exitCode, stderr, receipt } = await write(...way);
    assert.match(stderr, /Nothing was written\./);
    assert.equal(receipt, null);
    codes.push([exitCode, /signature is not valid/.test(stderr), /key of the signature is not known/.test(stderr)]);
  }
  const [bad, unknown] = [
    [4, true, false],
    [4, false, true],
  ];
  assert.deepEqual(codes, [bad, bad, unknown, unknown]);
  assert.match((await write('--checksums', 'LIST', ...key)).stderr, /There is no signature in LIST/);
  // without a key a signed list is a list, and it is said that its signature was not checked
  const list = await write('--checksums', 'LIST512.ed25519.signed');
  assert.deepEqual([list.exitCode, list.receipt?.image.checkedBy], [0, 'expected']);
  assert.match(list.stderr, /signature is by a key that is not known here/);
});

test('a checksum file beside the image is used by itself, visibly, and can be left out', async () => {
  writeFileSync(inFolder('SHA256SUMS'), readFileSync(inFolder('LIST')));
  const used = await write();
  assert.equal(used.receipt?.image.check?.from, 'beside');
  assert.match(used.stderr, /SHA256SUMS, which lies beside it/);
  writeFileSync(inFolder('SHA256SUMS'), readFileSync(inFolder('WRONG')));
  assert.equal((await write()).exitCode, 4);
  assert.equal((await write('--no-checksums')).exitCode, 0);
  rmSync(inFolder('SHA256SUMS'));
});

test('signatures beside the image are judged by themselves: over the list, over the image; the key may be given', async (t) => {
  if (signers.length === 0) return t.skip('gpg is not installed');
  const put = (name: string, from: string) => writeFileSync(inFolder(name), readFileSync(inFolder(from)));
  const key = ['--key', 'rsa2048.asc'];
  put('image.img.sig', 'image.img.rsa2048.sig');
  const over = await write(...key);
  assert.equal(over.receipt?.image.check?.from, 'signature', over.stderr);
  assert.equal(over.receipt.image.check.signature?.fileName, 'image.img.sig');
  // nobody knows the key: it proves nothing, and stops nothing
  const unknown = await write();
  assert.deepEqual([unknown.exitCode, unknown.receipt?.image.checkedBy], [0, 'none'], unknown.stderr);
  // a key was given, so a signature by another one is not enough
  put('image.img.sig', 'image.img.ed25519.sig');
  assert.equal((await write(...key)).exitCode, 4);
  // a signature by the key that is for something else
  put('image.img.sig', 'LIST.rsa2048.sig');
  assert.match((await write(...key)).stderr, /signature is not valid/);
  rmSync(inFolder('image.img.sig'));
  put('SHA256SUMS', 'LIST');
  put('SHA256SUMS.gpg', 'LIST.rsa2048.sig');
  const list = await write(...key);
  assert.deepEqual([list.receipt?.image.checkedBy, list.receipt?.image.check?.fileName], ['signature', 'SHA256SUMS']);
  put('SHA256SUMS', 'WRONG');
  assert.equal((await write(...key)).exitCode, 4);
  // a list that says otherwise outweighs a good signature over the image
  rmSync(inFolder('SHA256SUMS.gpg'));
  put('image.img.asc', 'image.img.rsa2048.sig');
  assert.match((await write(...key)).stderr, /not the published image/);
  rmSync(inFolder('SHA256SUMS'));
  rmSync(inFolder('image.img.asc'));
  assert.match((await write(...key)).stderr, /There is no signature/);
});

test('inspect compares too, in words and as JSON', async () => {
  writeFileSync(inFolder('SHA512SUMS'), readFileSync(inFolder('LIST512')));
  const inspected = await runProgram(['inspect', 'image.img', '--check'], { cwd: folder });
  assert.equal(inspected.exitCode, 0, inspected.stderr);
  assert.match(inspected.stdout, /SHA-512 equals that in SHA512SUMS/);
  rmSync(inFolder('SHA512SUMS'));
  const json = await runProgram(['inspect', 'image.img', '--sha512', sha512, '--json'], { cwd: folder });
  const events = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => cliEventSchema.parse(JSON.parse(line)));
  const checked = events.find(({ event }) => event === 'checked');
  assert.ok(checked?.event === 'checked' && checked.check?.digest === sha512);
  const wrong = await runProgram(['inspect', 'image.img', '--checksums', 'WRONG'], { cwd: folder });
  assert.equal(wrong.exitCode, 4);
});
