import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../errors/app-error.ts';
import { ReaderClient } from './reader-client.ts';

/** Hears nothing and never ends by itself, as a reader that is held by a read from a dead network mount. */
const DEAF = 'setInterval(() => {}, 1e6)';

test('ReaderClient: a reader that does not end holds nobody up', async () => {
  const reader = new ReaderClient([process.execPath, '-e', DEAF]);
  const asked = reader.inspect('/a.iso').catch((cause: unknown) => cause);
  await reader.close();
  const thrown = await asked;
  assert.ok(thrown instanceof AppError && thrown.failure.code === 'READER_LOST');
});
