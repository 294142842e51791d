import assert from 'node:assert/strict';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { HelperLink } from '#engine/process/helper-link.ts';
import { PrivateChannel } from '#engine/process/private-channel.ts';
import { uacCommand } from '#engine/platform/win32/uac-command.ts';
import { cleanUp } from '../helpers/clean-up.ts';

const WORKER = new URL('../../engine/helper/main.ts', import.meta.url).pathname;
const POWER_SHELL = new URL('../fixtures/programs/power-shell-stand-in.mjs', import.meta.url).pathname;

describe('a worker that Windows gives no pipes', () => {
  it('connects to its host, proves itself and talks as over pipes', async (t) => {
    const channel = await PrivateChannel.open();
    cleanUp(t, () => channel.close());
    const { link, message } = startWorker(channel);
    const ready = await message;
    assert.ok(typeof ready === 'object' && ready !== null && 'type' in ready);
    assert.equal(ready.type, 'ready');
    link.closeInput();
    assert.equal((await link.ended).exitCode, 0);
  });

  it('is not kept out by a stranger who connects first, and lets nobody in after it', async (t) => {
    const channel = await PrivateChannel.open();
    cleanUp(t, () => channel.close());
    const { socketPath } = placeOf(channel);
    const stranger = connect({ path: socketPath });
    await once(stranger, 'connect');
    stranger.write(Buffer.alloc(64));
    const { link, message } = startWorker(channel);
    await message;
    const late = connect({ path: socketPath });
    await once(late, 'error');
    link.closeInput();
    await link.ended;
    stranger.destroy();
  });

  it('ends without a word where the host has given up waiting', async (t) => {
    const channel = await PrivateChannel.open();
    const { link } = startWorker(channel);
    await channel.close();
    assert.notEqual((await link.ended).exitCode, 0);
    cleanUp(t, () => channel.close());
  });

  it('finds a secret that no other user can read, and that is gone afterwards', async () => {
    const channel = await PrivateChannel.open();
    const { secretPath } = placeOf(channel);
    const [secret, folder] = await Promise.all([stat(secretPath), stat(dirname(secretPath))]);
    assert.equal(secret.mode & 0o777, 0o600);
    assert.equal(folder.mode & 0o777, 0o700);
    assert.match(channel.address, /^[-_A-Za-z0-9]+$/);
    await channel.close();
    await assert.rejects(stat(dirname(secretPath)), { code: 'ENOENT' });
  });
});

/** Through the very script that Windows gets. */
function startWorker(channel: PrivateChannel) {
  const worker = [process.execPath, WORKER, 'worker', '--channel', channel.address] as const;
  const [, ...args] = uacCommand('C:\\Windows', worker);
  let tell: (message: unknown) => void = () => {};
  const message = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const link = new HelperLink(
    { program: process.execPath, args: [POWER_SHELL, ...args], hasOwnSession: true, channel },
    { onMessage: tell },
  );
  return { link, message };
}

function placeOf(channel: PrivateChannel): { readonly socketPath: string; readonly secretPath: string } {
  const place: unknown = JSON.parse(Buffer.from(channel.address, 'base64url').toString('utf8'));
  assert.ok(typeof place === 'object' && place !== null && 'socketPath' in place && 'secretPath' in place);
  return { socketPath: String(place.socketPath), secretPath: String(place.secretPath) };
}
