import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { sampleBytes } from '#test/helpers/image-files.ts';
import { Sha256Thread } from './sha256-thread.ts';

test('Sha256Thread keeps several hashes apart and starts them anew', async () => {
  const thread = new Sha256Thread();
  try {
    const bytes = sampleBytes(300_001);
    await Promise.all([
      thread.update('one', bytes.subarray(0, 100_000)),
      thread.update('two', Buffer.from('other')),
      thread.update('one', bytes.subarray(100_000)),
    ]);
    assert.equal(await thread.digest('one'), createHash('sha256').update(bytes).digest('hex'));
    assert.equal(await thread.digest('two'), createHash('sha256').update('other').digest('hex'));
    assert.equal(await thread.digest('one'), createHash('sha256').digest('hex'));
  } finally {
    await thread.close();
  }
});

test('Sha256Thread fails what is asked of it after its end', async () => {
  const thread = new Sha256Thread();
  await thread.close();
  await assert.rejects(thread.digest('one'), /has ended/u);
});
