import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AppError } from '../errors/app-error.ts';
import { UploadFolder, uploadName } from './upload-folder.ts';

async function cache(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-upload-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'cache');
}

async function* chunks(...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const size of sizes) yield new Uint8Array(size).fill(size);
}

const never = () => new AbortController().signal;
const quiet = () => {};

test('a name can only name a file in its folder, and keeps its ending', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['debian.iso', 'debian.iso'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\image.img.xz', 'image.img.xz'],
    ['..', 'image'],
    ['', 'image'],
    ['///', 'image'],
    ['.bashrc', 'bashrc'],
    ['a\u0000b\n.iso', 'a b .iso'],
    ['\u202Eosi.exe', 'osi.exe'],
    ['日本語 イメージ.iso', '日本語 イメージ.iso'],
  ];
  for (const [given, expected] of cases) assert.equal(uploadName(given), expected, JSON.stringify(given));
  const long = uploadName(`${'長'.repeat(300)}.img.xz`);
  assert.ok(Buffer.byteLength(long) <= 200 && long.length > 10, long);
  for (const odd of ['\ud800.iso', 'x'.repeat(5000), '. . .']) assert.doesNotMatch(uploadName(odd), /[/\\\0]|^\.|^$/);
});

test('a complete copy is private, whole, and gone after clear', async (t) => {
  const parent = await cache(t);
  const uploads = new UploadFolder(parent);
  const told: number[] = [];
  const path = await uploads.receive({
    name: 'a.iso',
    totalBytes: 3_000_000,
    chunks: chunks(1_000_000, 1_500_000, 500_000),
    signal: never(),
    onProgress: (doneBytes) => told.push(doneBytes),
  });
  assert.equal((await readFile(path)).length, 3_000_000);
  assert.deepEqual(told, [2_500_000, 3_000_000]);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(dirname(path))).mode & 0o777, 0o700);
  await uploads.clear();
  assert.deepEqual(await readdir(parent), []);
});

test('a copy that is stopped, too short or too long leaves nothing', async (t) => {
  const parent = await cache(t);
  const uploads = new UploadFolder(parent);
  const receive = (totalBytes: number, signal = never()) =>
    uploads.receive({ name: 'a', totalBytes, chunks: chunks(1000, 1000), signal, onProgress: quiet });
  const stopped = new AbortController();
  stopped.abort(new Error('stopped'));
  await assert.rejects(receive(2000, stopped.signal), /stopped/);
  await assert.rejects(receive(5000), /Only 2000 of 5000/);
  await assert.rejects(receive(1500), /More than the announced 1500/);
  assert.deepEqual(await readdir(parent), []);
});

test('more than there is room for is refused before a byte is taken', async (t) => {
  const parent = await cache(t);
  const uploads = new UploadFolder(parent);
  const request = { name: 'a', totalBytes: 9e14, chunks: chunks(1), signal: never(), onProgress: quiet };
  const failure = await uploads.receive(request).catch((thrown: unknown) => thrown);
  assert.ok(failure instanceof AppError && failure.failure.code === 'DISK_SPACE_LOCAL');
});

test('what a killed program left is cleared, what a running one has is kept', async (t) => {
  const parent = await cache(t);
  await mkdir(join(parent, 'upload-999999999-abc'), { recursive: true });
  await mkdir(join(parent, `upload-${process.pid}-abc`));
  await mkdir(join(parent, 'something-else'));
  await new UploadFolder(parent).clearLeftovers();
  assert.deepEqual((await readdir(parent)).sort(), ['something-else', `upload-${process.pid}-abc`]);
});
