import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, realpath, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FrameDecoder } from '../wire/frame-codec.ts';
import { DataSocket } from './data-socket.ts';

async function makeFolder(): Promise<string> {
  return await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright-socket-'));
}

test('blocks sent before and after the connection arrive, and nothing is left in the file system', async () => {
  const folder = await makeFolder();
  const socketPath = path.join(folder, 'data');
  const data = await DataSocket.listen(socketPath);
  const received: Buffer[] = [];
  const offsets: number[] = [];
  try {
    const early = data.send(Buffer.from('first '), 0);
    const receiver = connect(socketPath);
    const closed = once(receiver, 'close');
    const decoder = new FrameDecoder({
      control: () => assert.fail('no message is sent here'),
      dataBegin: (offsetBytes) => offsets.push(offsetBytes),
      dataPiece: (piece) => received.push(Buffer.from(piece)),
    });
    receiver.on('data', (chunk: Buffer) => decoder.push(chunk));
    await early;
    await data.send(Buffer.from('second'), 6);
    await data.close();
    await closed;
  } finally {
    await data.close();
  }
  assert.equal(Buffer.concat(received).toString(), 'first second');
  assert.deepEqual(offsets, [0, 6]);
  await assert.rejects(stat(folder), { code: 'ENOENT' });
});

test('a second connection is refused', async () => {
  const socketPath = path.join(await makeFolder(), 'data');
  const data = await DataSocket.listen(socketPath);
  const receiver = connect(socketPath);
  try {
    await data.send(Buffer.from('x'), 0);
    const [cause] = await once(connect(socketPath), 'error').catch((thrown: unknown) => [thrown]);
    assert.ok(cause instanceof Error);
  } finally {
    receiver.destroy();
    await data.close();
  }
});

test('a block that nobody fetches is given up when the socket is closed', async () => {
  const folder = await makeFolder();
  const data = await DataSocket.listen(path.join(folder, 'data'));
  const sending = data.send(Buffer.from('x'), 0);
  await Promise.all([assert.rejects(sending), data.close()]);
  await assert.rejects(stat(folder), { code: 'ENOENT' });
});

test('a receiver that goes away fails the block that follows', async () => {
  const socketPath = path.join(await makeFolder(), 'data');
  const data = await DataSocket.listen(socketPath);
  try {
    const receiver = connect(socketPath);
    await data.send(Buffer.from('x'), 0);
    receiver.destroy();
    await once(receiver, 'close');
    await assert.rejects(async () => {
      for (let sent = 0; sent < 100; sent += 1) await data.send(Buffer.alloc(1024 * 1024), sent);
    });
  } finally {
    await data.close();
  }
});
