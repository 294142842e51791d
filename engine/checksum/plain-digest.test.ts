import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { CHUNK_BYTES } from '#contract/image.ts';
import { CancelledError } from '../errors/app-error.ts';
import { ChunkTable } from './chunk-table.ts';
import { digestPlainFile, PlainReadError } from './plain-digest.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright-digest-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function digestOf(bytes: Buffer, { signal = new AbortController().signal } = {}) {
  const file = path.join(folder, 'image');
  await writeFile(file, bytes);
  const handle = await open(file);
  const progress: number[] = [];
  try {
    const onProgress = (doneBytes: number) => progress.push(doneBytes);
    return { digest: await digestPlainFile({ fd: handle.fd, signal, onProgress }), progress };
  } finally {
    await handle.close();
  }
}

for (const sizeBytes of [1, CHUNK_BYTES, CHUNK_BYTES + 1, 4 * CHUNK_BYTES, 4 * CHUNK_BYTES + 1, 1_234_567]) {
  test(`the digests of ${sizeBytes} bytes are those of the hash and of the chunk table`, async () => {
    const bytes = randomBytes(sizeBytes);
    const table = new ChunkTable();
    table.add(bytes);
    const { digest } = await digestOf(bytes);
    assert.deepEqual(digest, {
      totalBytes: sizeBytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      chunkTableSha256: table.digest(),
      extra: [],
    });
  });
}

test('extra digests are of the same reading: other algorithms, a suffix, an early end, blanks over a part', async () => {
  const bytes = randomBytes(3 * CHUNK_BYTES + 77);
  const file = path.join(folder, 'extra');
  await writeFile(file, bytes);
  const handle = await open(file);
  try {
    const plain = { suffix: '', endBytes: null, blank: null } as const;
    const blank = { fromBytes: CHUNK_BYTES - 10, toBytes: CHUNK_BYTES + 10 };
    const extra = [
      { ...plain, algorithm: 'sha512' },
      { ...plain, algorithm: 'sha256', suffix: Buffer.from('tail').toString('base64') },
      { ...plain, algorithm: 'md5', endBytes: 2 * CHUNK_BYTES + 1, blank },
      { ...plain, algorithm: 'md5', endBytes: 10 ** 9 },
    ] as const;
    const signal = new AbortController().signal;
    const digest = await digestPlainFile({ fd: handle.fd, signal, onProgress: () => {}, extra });
    const blanked = Buffer.from(bytes).fill(0x20, blank.fromBytes, blank.toBytes);
    assert.deepEqual(digest.extra, [
      createHash('sha512').update(bytes).digest('hex'),
      createHash('sha256').update(bytes).update('tail').digest('hex'),
      createHash('md5')
        .update(blanked.subarray(0, 2 * CHUNK_BYTES + 1))
        .digest('hex'),
      createHash('md5').update(bytes).digest('hex'),
    ]);
  } finally {
    await handle.close();
  }
});

test('progress is told, and the priority of the other threads stays as it is', async () => {
  const usual = os.getPriority();
  const { progress } = await digestOf(Buffer.alloc(17 * 2 ** 20));
  assert.deepEqual(progress, [8 * 2 ** 20, 16 * 2 ** 20]);
  assert.equal(os.getPriority(), usual);
});

test('an abort ends the thread with CancelledError, before and while it reads', async () => {
  await assert.rejects(digestOf(Buffer.alloc(10), { signal: AbortSignal.abort() }), CancelledError);
  const controller = new AbortController();
  const file = path.join(folder, 'long');
  await writeFile(file, '');
  const handle = await open(file, 'r+');
  try {
    await handle.truncate(2 ** 40); // takes no room, and an hour to hash
    const onProgress = () => controller.abort();
    const digest = digestPlainFile({ fd: handle.fd, signal: controller.signal, onProgress });
    await assert.rejects(digest, CancelledError);
  } finally {
    await handle.close();
  }
});

test('a file that cannot be read is reported with its place and the cause of the system', async () => {
  const handle = await open(folder); // a folder can be opened, not read
  try {
    const signal = new AbortController().signal;
    const digest = digestPlainFile({ fd: handle.fd, signal, onProgress: () => {} });
    await assert.rejects(digest, (thrown) => {
      assert.ok(thrown instanceof PlainReadError);
      assert.equal(thrown.offsetBytes, 0);
      assert.ok(thrown.cause instanceof Error && 'code' in thrown.cause);
      assert.equal(thrown.cause.code, 'EISDIR');
      return true;
    });
  } finally {
    await handle.close();
  }
});
