import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from './make-folder.ts';

test('folders above are made too, and what is there stays', async (t) => {
  const base = await mkdtemp(join(tmpdir(), 'stickwright-folder-'));
  t.after(() => rm(base, { recursive: true }));
  const path = join(base, 'a', 'b', 'c');
  await makeFolder(path, 0o700);
  await makeFolder(path, 0o755);
  assert.equal((await stat(path)).mode & 0o777, 0o700);
});

test('a place that takes no folders is an error, not an endless wait', {
  skip: process.platform !== 'linux',
}, async () => {
  await assert.rejects(makeFolder('/proc/stickwright/state/unfinished'), { code: 'ENOENT' });
});
