import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Duplex, PassThrough } from 'node:stream';
import { test } from 'node:test';
import { makeSecret, proveAsHost, proveAsWorker } from './prove-secret.ts';

test('proveAsHost and proveAsWorker agree where both know the secret, and what follows is untouched', async () => {
  const [host, worker] = pair();
  const secret = makeSecret();
  const hostSide = proveAsHost(host, secret).then(() => host.write('first frame'));
  await Promise.all([hostSide, proveAsWorker(worker, secret)]);
  const [chunk] = await once(worker, 'data');
  assert.equal(String(chunk), 'first frame');
});

test('proveAsHost refuses one who does not know the secret, and tells him nothing to prove himself with', async () => {
  const [host, worker] = pair();
  const hostSide = proveAsHost(host, makeSecret()).finally(() => host.end());
  const workerSide = proveAsWorker(worker, makeSecret());
  await assert.rejects(hostSide, /does not know the secret/);
  await assert.rejects(workerSide, /left before its proof/);
});

test('proveAsWorker refuses a host who sends back what he was sent', async () => {
  const [host, worker] = pair();
  const workerSide = proveAsWorker(worker, makeSecret());
  host.write(Buffer.alloc(32));
  const [answer] = await once(host, 'data');
  if (!Buffer.isBuffer(answer)) throw new Error('no bytes came');
  host.write(answer.subarray(32)); // the worker's own proof
  await assert.rejects(workerSide, /does not know the secret/);
});

test('proveAsHost gives up one who leaves in the middle', async () => {
  const [host, worker] = pair();
  const hostSide = proveAsHost(host, makeSecret());
  worker.end('short');
  await assert.rejects(hostSide, /left before its proof/);
});

/** Two ends of one line. */
function pair(): readonly [Duplex, Duplex] {
  const there = new PassThrough();
  const back = new PassThrough();
  return [Duplex.from({ readable: back, writable: there }), Duplex.from({ readable: there, writable: back })];
}
