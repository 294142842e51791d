import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FileIdentity } from '#contract/image.ts';
import type { FromReader } from '#contract/reader.ts';
import { packWith, sampleBytes, temporaryFile } from '#test/helpers/image-files.ts';
import { makeDmg } from '#test/helpers/make-dmg.ts';
import { ReaderChild } from '#test/helpers/reader-child.ts';
import { ChunkTable } from '../checksum/chunk-table.ts';

const MIB = 1024 * 1024;
const ALL = Number.MAX_SAFE_INTEGER;
const IMAGE = sampleBytes(6 * MIB + 12_345);
/** Packs to almost nothing and takes long to come out. */
const LONG = Buffer.alloc(200 * MIB);

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function chunkTable(bytes: Buffer): string {
  const table = new ChunkTable();
  table.add(bytes);
  return table.digest();
}

/** A reader of this test's own, ended after it. */
function startReader(t: TestContext): ReaderChild {
  const reader = new ReaderChild();
  t.after(() => reader.close());
  return reader;
}

async function inspect(reader: ReaderChild, path: string): Promise<FileIdentity> {
  const id = 1000 + reader.messages.length;
  reader.send({ type: 'inspect', id, path });
  const answer = await reader.answer(id);
  if (answer.type !== 'inspected') throw new Error(JSON.stringify(answer));
  return answer.image.file;
}

/** The code of a failure, null for one that was abandoned, else the type of the answer. */
function outcome(answer: FromReader): string | null {
  return answer.type === 'failed' ? (answer.failure?.code ?? null) : answer.type;
}

function xz(bytes: Buffer, ...options: readonly string[]): Buffer | null {
  return packWith('xz', ['-0', '-c', ...options], bytes);
}

let longXz: Buffer | null | undefined;

/** LONG as xz, made once; null where xz is not installed. */
function packedLong(): Buffer | null {
  if (longXz === undefined) longXz = xz(LONG);
  return longXz;
}

/** True while the process exists and has not ended. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits up to 5 s for the end of a process that is not our own child: the kernel offers no event for it. */
async function hasEnded(pid: number): Promise<boolean> {
  for (const limitMs = performance.now() + 5000; performance.now() < limitMs; ) {
    if (!isRunning(pid)) return true;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return false;
}

/** Waits until a process has used no processor time for 100 ms: all pipes around it are full. */
async function isAsleep(pid: number): Promise<void> {
  let before = '';
  while (true) {
    const now = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).join();
    if (now === before) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('stream sends the image in whole blocks, in order, and answers with its digests', async (t) => {
  const packedXz = xz(IMAGE, '-T2', '--block-size=1MiB');
  if (packedXz === null) return t.skip('xz is not installed');
  const files = [IMAGE, gzipSync(IMAGE, { level: 1 }), packedXz, gzipSync(packedXz)];
  for (const bytes of files) {
    const reader = startReader(t);
    const path = temporaryFile(t, 'a $(touch x)\n"日本".img', bytes);
    const file = await inspect(reader, path);
    reader.stream({ id: 1, path, file });
    reader.send({ type: 'grant', id: 1, bytes: ALL });
    assert.deepEqual(await reader.answer(1), {
      type: 'digested',
      id: 1,
      digest: {
        imageSha256: sha256(IMAGE),
        fileSha256: sha256(bytes),
        imageBytes: IMAGE.length,
        chunkTableSha256: chunkTable(IMAGE),
        extra: [],
      },
    });
    assert.equal(reader.dataSha256(), sha256(IMAGE));
    const expected = Array.from({ length: 7 }, (_, number) => ({
      offsetBytes: number * MIB,
      lengthBytes: number < 6 ? MIB : 12_345,
    }));
    assert.deepEqual(reader.frames, expected);
  }
});

test('stream never sends more than was granted and goes on with the next grant', async (t) => {
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.img', IMAGE);
  const file = await inspect(reader, path);
  reader.stream({ id: 1, path, file });
  reader.send({ type: 'grant', id: 1, bytes: 2 * MIB + 999 });
  await reader.until(() => reader.dataBytes >= 2 * MIB);
  // A later answer to another request shows that nothing more was on its way.
  await inspect(reader, path);
  assert.equal(reader.dataBytes, 2 * MIB);
  reader.send({ type: 'grant', id: 1, bytes: MIB - 999 });
  await reader.until(() => reader.dataBytes >= 3 * MIB);
  await inspect(reader, path);
  assert.equal(reader.dataBytes, 3 * MIB);
  reader.send({ type: 'grant', id: 1, bytes: ALL });
  assert.equal(outcome(await reader.answer(1)), 'digested');
});

test('digest tells the hashes without data, for the file and for the image', async (t) => {
  const reader = startReader(t);
  const packed = gzipSync(IMAGE, { level: 1 });
  const raw = temporaryFile(t, 'a.img', IMAGE);
  const gz = temporaryFile(t, 'a.gz', packed);
  const requests = [
    { path: raw, of: 'file' },
    { path: raw, of: 'image' },
    { path: gz, of: 'file' },
    { path: gz, of: 'image' },
  ] as const;
  for (const [id, { path, of }] of requests.entries()) {
    reader.send({ type: 'digest', id, path, file: await inspect(reader, path), of });
  }
  const answers = await Promise.all(requests.map((_, id) => reader.answer(id)));
  const image = {
    imageSha256: sha256(IMAGE),
    imageBytes: IMAGE.length,
    chunkTableSha256: chunkTable(IMAGE),
    extra: [],
  };
  const none = { imageSha256: null, imageBytes: null, chunkTableSha256: null, extra: [] };
  assert.deepEqual(
    answers.map((answer) => (answer.type === 'digested' ? answer.digest : answer)),
    [
      { ...image, fileSha256: sha256(IMAGE) },
      { ...image, fileSha256: sha256(IMAGE) },
      { ...none, fileSha256: sha256(packed) },
      { ...image, fileSha256: sha256(packed) },
    ],
  );
  assert.equal(reader.dataBytes, 0);
});

test('an image that is changed while it is read is IMAGE_CHANGED, however it is changed', async (t) => {
  const packed = xz(sampleBytes(20 * MIB));
  if (packed === null) return t.skip('xz is not installed');
  const changes: readonly ((path: string) => void)[] = [
    (path) => writeFileSync(path, 'more', { flag: 'a' }),
    (path) => truncateSync(path, 3 * MIB),
    (path) => renameSync(temporaryFile(t, 'other', IMAGE), path),
    (path) => utimesSync(path, 1, 1),
    (path) => renameSync(path, `${path}.moved`),
  ];
  const reader = startReader(t);
  let id = 0;
  for (const bytes of [sampleBytes(20 * MIB), packed]) {
    for (const [number, change] of changes.entries()) {
      id += 1;
      const path = temporaryFile(t, 'a.img', bytes);
      const file = await inspect(reader, path);
      const wantedBytes = reader.dataBytes + MIB;
      reader.stream({ id, path, file });
      reader.send({ type: 'grant', id, bytes: MIB });
      await reader.until(() => reader.dataBytes === wantedBytes);
      change(path);
      reader.send({ type: 'grant', id, bytes: ALL });
      assert.equal(outcome(await reader.answer(id)), 'IMAGE_CHANGED', `change ${number}`);
      id += 1;
      reader.send({ type: 'digest', id, path, file, of: 'file' });
      const again = outcome(await reader.answer(id));
      assert.match(again ?? '', /^IMAGE_(?:CHANGED|NOT_FOUND)$/u, `change ${number}`);
    }
  }
});

test('a damaged image fails after the bytes that were good, and the reader goes on', async (t) => {
  const packed = xz(IMAGE);
  if (packed === null) return t.skip('xz is not installed');
  const reader = startReader(t);
  const damaged = Buffer.from(packed);
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 0xff;
  const path = temporaryFile(t, 'a.xz', damaged);
  const file = await inspect(reader, path);
  reader.stream({ id: 1, path, file });
  reader.send({ type: 'grant', id: 1, bytes: ALL });
  assert.equal(outcome(await reader.answer(1)), 'DECOMPRESS_FAILED');
  reader.send({ type: 'inspect', id: 2, path: `${path}.none` });
  assert.equal(outcome(await reader.answer(2)), 'IMAGE_NOT_FOUND');
  assert.deepEqual(reader.children(), []);
});

test('abandon is answered within 200 ms, ends the children, and another stream can follow', async (t) => {
  const packed = packedLong();
  if (packed === null) return t.skip('xz is not installed');
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.xz', packed);
  const small = temporaryFile(t, 'b.img', IMAGE);
  const file = await inspect(reader, path);
  for (const granted of [MIB, 8 * MIB, ALL]) {
    const id = granted;
    reader.stream({ id, path, file });
    reader.send({ type: 'grant', id, bytes: granted });
    const wanted = reader.dataBytes + MIB;
    await reader.until(() => reader.dataBytes >= wanted);
    const [child] = reader.children();
    const startedMs = performance.now();
    reader.send({ type: 'abandon', id });
    assert.equal(outcome(await reader.answer(id)), null);
    const tookMs = performance.now() - startedMs;
    assert.ok(tookMs < 200, `answered after ${tookMs} ms`);
    const framesThen = reader.frames.length;
    const nextId = granted + 1;
    const identity = await inspect(reader, small);
    assert.equal(reader.frames.length, framesThen, 'data after the answer');
    assert.ok(child !== undefined && !isRunning(child), 'a child was left running');
    reader.send({ type: 'digest', id: nextId, path: small, file: identity, of: 'image' });
    assert.equal(outcome(await reader.answer(nextId)), 'digested');
  }
});

test('abandon ends the decoder also while the host takes no data', async (t) => {
  const packed = packedLong();
  if (packed === null) return t.skip('xz is not installed');
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.xz', packed);
  const file = await inspect(reader, path);
  reader.stream({ id: 1, path, file });
  reader.send({ type: 'grant', id: 1, bytes: ALL });
  await reader.until(() => reader.dataBytes > 0);
  reader.pauseData();
  const [child] = reader.children();
  assert.ok(child !== undefined);
  await isAsleep(child);
  reader.send({ type: 'abandon', id: 1 });
  assert.ok(await hasEnded(child), 'the decoder still runs');
  reader.resumeData();
  assert.equal(outcome(await reader.answer(1)), null);
});

test('abandon stops a digest, an inspection and a stream that was granted nothing', async (t) => {
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.gz', gzipSync(LONG, { level: 1 }));
  const file = await inspect(reader, path);
  reader.send({ type: 'digest', id: 1, path, file, of: 'image' });
  reader.stream({ id: 2, path, file });
  reader.send({ type: 'inspect', id: 3, path });
  for (const id of [1, 2, 3]) reader.send({ type: 'abandon', id });
  for (const id of [1, 2, 3]) assert.equal(outcome(await reader.answer(id)), null, `request ${id}`);
});

test('digest reports progress, at most four times a second', async (t) => {
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.gz', gzipSync(LONG, { level: 1 }));
  const file = await inspect(reader, path);
  const startedMs = performance.now();
  reader.send({ type: 'digest', id: 1, path, file, of: 'image' });
  assert.equal(outcome(await reader.answer(1)), 'digested');
  const seconds = (performance.now() - startedMs) / 1000;
  const reports = reader.messages.flatMap((m) => (m.type === 'digest-progress' ? [m] : []));
  assert.ok(reports.length <= seconds * 4 + 1, `${reports.length} reports in ${seconds} s`);
  assert.ok(reports.every(({ doneBytes, totalBytes }) => doneBytes <= totalBytes));
});

test('the end of the input ends the reader and its children, also in the middle of a stream', async (t) => {
  const packed = packedLong();
  if (packed === null) return t.skip('xz is not installed');
  const path = temporaryFile(t, 'a.xz', packed);
  for (const granted of [MIB, ALL]) {
    const reader = startReader(t);
    const file = await inspect(reader, path);
    reader.stream({ id: 1, path, file });
    reader.send({ type: 'grant', id: 1, bytes: granted });
    await reader.until(() => reader.dataBytes >= MIB);
    const children = reader.children();
    assert.equal(children.length, 1);
    reader.child.stdin.end();
    assert.equal(await reader.ended, 0);
    assert.deepEqual(children.filter(isRunning), []);
    assert.deepEqual(reader.socketFolders(), []);
  }
});

test('anything that is no request ends the reader', async (t) => {
  const bad = [Buffer.from('no frame at all'), Buffer.from('\0\0\0\x03\0{}', 'latin1')];
  for (const bytes of bad) {
    const reader = startReader(t);
    await reader.until(() => reader.messages.length > 0);
    reader.child.stdin.write(bytes);
    assert.equal(await reader.ended, 0);
  }
});

test('a host that vanishes without reading does not keep the reader', async (t) => {
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.img', IMAGE);
  const file = await inspect(reader, path);
  reader.child.stdout.destroy();
  reader.send({ type: 'digest', id: 1, path, file, of: 'file' });
  assert.equal(await reader.ended, 0);
});

test('a decoder that is killed is READER_LOST, not damage of the image', async (t) => {
  const packed = packedLong();
  if (packed === null) return t.skip('xz is not installed');
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.xz', packed);
  const file = await inspect(reader, path);
  reader.stream({ id: 1, path, file });
  reader.send({ type: 'grant', id: 1, bytes: 2 * MIB });
  await reader.until(() => reader.dataBytes >= MIB);
  const [child] = reader.children();
  assert.ok(child !== undefined);
  process.kill(child, 'SIGKILL');
  reader.send({ type: 'grant', id: 1, bytes: ALL });
  const answer = await reader.answer(1);
  assert.ok(answer.type === 'failed');
  assert.equal(answer.failure?.code, 'READER_LOST');
  assert.deepEqual(answer.failure.params, { signal: 'SIGKILL', exitCode: null });
});

test('a SIGKILL of the reader leaves no decoder behind', async (t) => {
  const packed = packedLong();
  if (packed === null) return t.skip('xz is not installed');
  const reader = startReader(t);
  const path = temporaryFile(t, 'a.xz', packed);
  const file = await inspect(reader, path);
  reader.stream({ id: 1, path, file });
  reader.send({ type: 'grant', id: 1, bytes: MIB });
  await reader.until(() => reader.dataBytes >= MIB);
  const [child] = reader.children();
  assert.ok(child !== undefined);
  reader.child.kill('SIGKILL');
  await reader.ended;
  // Its pipes are closed: it ends by itself at its next read or write.
  assert.ok(await hasEnded(child));
});

test('a dmg inside a packed file is found out at its end', async (t) => {
  const reader = startReader(t);
  const dmg = makeDmg({ blocks: [{ kind: 'raw', bytes: sampleBytes(3 * MIB) }] });
  const path = temporaryFile(t, 'a.gz', gzipSync(dmg));
  const file = await inspect(reader, path);
  reader.send({ type: 'digest', id: 1, path, file, of: 'image' });
  const answer = await reader.answer(1);
  assert.ok(answer.type === 'failed');
  assert.equal(answer.failure?.code, 'IMAGE_UNSUPPORTED');
});
