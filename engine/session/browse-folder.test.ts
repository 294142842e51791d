import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AppError } from '../errors/app-error.ts';
import { browseFolder, isLikelyImage } from './browse-folder.ts';

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-browse-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('folders come first, names in natural order, what is neither file nor folder is left out', async (t) => {
  const folder = await folderOf(t);
  for (const name of ['b', 'a10', 'a9']) await mkdir(join(folder, name));
  for (const name of ['image 10.iso', 'Image 2.iso', 'notes.txt', '.hidden']) await writeFile(join(folder, name), 'x');
  await symlink(join(folder, 'b'), join(folder, 'link'));
  await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const listing = await browseFolder(folder);
  assert.deepEqual(
    listing.folders.map(({ name }) => name),
    ['a9', 'a10', 'b', 'link'],
  );
  assert.deepEqual(
    listing.files.map(({ name, isLikelyImage: isImage }) => [name, isImage]),
    [
      ['Image 2.iso', true],
      ['image 10.iso', true],
      ['notes.txt', false],
    ],
  );
  assert.equal(listing.isCut, false);
});

test('foreign names are cleaned for display and kept for opening', async (t) => {
  const folder = await folderOf(t);
  const name = 'evil\u202Eosi\n.iso';
  await writeFile(join(folder, name), 'x');
  const [file] = (await browseFolder(folder)).files;
  assert.deepEqual([file?.name, file?.path], ['evil osi .iso', join(folder, name)]);
});

test('a folder of any size is cut at 5000 names', async (t) => {
  const folder = await folderOf(t);
  const numbers = Array.from({ length: 5001 }, (_none, index) => index);
  for (let start = 0; start < numbers.length; start += 500) {
    await Promise.all(numbers.slice(start, start + 500).map((number) => writeFile(join(folder, `f${number}`), '')));
  }
  const listing = await browseFolder(folder);
  assert.deepEqual([listing.files.length, listing.isCut], [5000, true]);
});

test('the top of the tree has no parent', async () => {
  assert.equal((await browseFolder('/')).parent, null);
});

test('what cannot be listed is a failure with its path', async (t) => {
  const folder = await folderOf(t);
  await writeFile(join(folder, 'file'), '');
  for (const [path, code] of [
    [join(folder, 'none'), 'IMAGE_NOT_FOUND'],
    [join(folder, 'file'), 'IMAGE_NOT_FOUND'],
    ['relative', 'IMAGE_UNREADABLE'],
  ] as const) {
    const thrown = await browseFolder(path).catch((cause: unknown) => cause);
    assert.ok(thrown instanceof AppError);
    assert.deepEqual(
      [thrown.failure.code, thrown.failure.params],
      [code, code === 'IMAGE_NOT_FOUND' ? { path } : { path, offsetBytes: null }],
    );
  }
});

test('names of images are known, packed or not', () => {
  for (const name of ['a.iso', 'A.ISO', 'a.img.xz', 'a.zip', 'raspios.img.gz', 'a.dmg'])
    assert.ok(isLikelyImage(name), name);
  for (const name of ['a.iso.sha256', 'a.txt', 'iso', 'SHA256SUMS']) assert.equal(isLikelyImage(name), false, name);
});
