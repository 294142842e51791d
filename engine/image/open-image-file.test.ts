import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { failureOf, outcomeOf } from '#test/helpers/decode-whole.ts';
import { runIn, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';
import { LocalFile, openImageFile } from './open-image-file.ts';

const NAMES = ['with blank.img', `q"uo'te.img`, '$(touch x).img', 'new\nline.img', 'イメージ.img', '-rf'];

test('openImageFile opens files whatever their names are', async (t) => {
  for (const name of NAMES) {
    const file = await openImageFile(temporaryFile(t, name, Buffer.from('content')));
    assert.equal(path.basename(file.path), name);
    assert.equal((await file.readAt(0, 100)).toString(), 'content');
    assert.equal((await file.readAt(5, 100)).toString(), 'nt');
    await file.close();
  }
});

test('openImageFile follows symbolic links to the real path', async (t) => {
  const real = temporaryFile(t, 'real.img', Buffer.from('content'));
  const link = path.join(temporaryFolder(t), 'link.img');
  symlinkSync(real, link);
  const file = await openImageFile(link);
  await file.close();
  assert.equal(file.path, real);
});

test('openImageFile names what is missing, empty or no file', async (t) => {
  const folder = temporaryFolder(t);
  const at = (name: string) => path.join(folder, name);
  writeFileSync(at('empty.img'), '');
  mkdirSync(at('folder.img'));
  symlinkSync(at('loop.img'), at('loop.img'));
  assert.equal(await outcomeOf(openImageFile(at('missing.img'))), 'IMAGE_NOT_FOUND');
  assert.equal(await outcomeOf(openImageFile(at('empty.img/below'))), 'IMAGE_NOT_FOUND');
  assert.equal(await outcomeOf(openImageFile('zero\0byte')), 'IMAGE_NOT_FOUND');
  assert.equal(await outcomeOf(openImageFile(at('empty.img'))), 'IMAGE_EMPTY');
  assert.equal(await outcomeOf(openImageFile(at('loop.img'))), 'IMAGE_UNREADABLE');
  assert.equal(await kindOf(at('folder.img')), 'directory');
  assert.equal(await kindOf('/dev/null'), 'character-device');
});

test('openImageFile refuses a named pipe at once, without waiting for its other end', async (t) => {
  const folder = temporaryFolder(t);
  if (!runIn(folder, 'mkfifo', ['pipe.img'])) return t.skip('mkfifo is not installed');
  assert.equal(await kindOf(path.join(folder, 'pipe.img')), 'named-pipe');
});

test('openImageFile refuses a socket', async (t) => {
  const address = path.join(temporaryFolder(t), 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(address, resolve));
  t.after(() => server.close());
  assert.equal(await kindOf(address), 'socket');
});

test('openImageFile tells of a file that may not be read', async (t) => {
  const file = temporaryFile(t, 'secret.img', Buffer.from('content'));
  chmodSync(file, 0);
  // Root may read every file; as nobody, the file cannot even be reached.
  if (process.getuid?.() === 0) process.seteuid?.(65534);
  const outcome = await outcomeOf(openImageFile(file));
  if (process.getuid?.() === 0) process.seteuid?.(0);
  assert.equal(outcome, 'IMAGE_UNREADABLE');
});

test('a read error is IMAGE_UNREADABLE with its offset', async (t) => {
  const opened = await openImageFile(temporaryFile(t, 'a.img', Buffer.from('content')));
  await opened.close();
  // Address 0 of a process is no memory: the kernel answers EIO, as for a broken disk.
  const handle = await open('/proc/self/mem').catch(() => null);
  if (handle === null) return t.skip('no /proc/self/mem');
  const file = new LocalFile('/broken.img', { ...opened.identity, sizeBytes: 1_000_000 }, handle);
  const thrown = await failureOf(file.readAt(4096, 100));
  await file.close();
  assert.deepEqual(thrown.params, { path: '/broken.img', offsetBytes: 4096 });
  assert.equal(thrown.cause?.osCode, 'EIO');
});

test('assertUnchanged notices growth, loss, another time and another file', async (t) => {
  const changes: readonly ((file: string) => void)[] = [
    (file) => writeFileSync(file, 'longer', { flag: 'a' }),
    (file) => truncateSync(file, 3),
    (file) => utimesSync(file, 1, 1),
    (file) => renameSync(temporaryFile(t, 'other', Buffer.from('content')), file),
    (file) => renameSync(file, `${file}.moved`),
  ];
  for (const change of changes) {
    const file = await openImageFile(temporaryFile(t, 'a.img', Buffer.from('content')));
    await file.assertUnchanged();
    change(file.path);
    assert.equal(await outcomeOf(file.assertUnchanged()), 'IMAGE_CHANGED');
    await file.close();
  }
});

async function kindOf(file: string): Promise<unknown> {
  const failure = await failureOf(openImageFile(file));
  return failure.code === 'IMAGE_NOT_A_FILE' ? failure.params.kind : failure.code;
}
