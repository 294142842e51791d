import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { ImageState, SessionState } from '#contract/session.ts';
import { AppError, sessionHost } from '#engine/index.ts';
import { blockMapOf } from '../helpers/block-map.ts';
import { fakeSession } from './fake-session.ts';

const NAME = 'proxmox-ve_9.1-1.iso';
const URL_OF_IMAGE = `https://images.example.org/iso/${NAME}?token=secret`;
const SHA256 = createHash('sha256').update(NAME).digest('hex');

async function start(t: TestContext) {
  const { session, world, close } = await fakeSession('three-sticks');
  const host = sessionHost(session, { client: { isRemote: false }, takeFile: async () => {} });
  t.after(close);
  let newest: SessionState | null = null;
  const waiting = new Set<() => void>();
  host.listen('session', (state) => {
    newest = state;
    for (const look of waiting) look();
  });
  /** The image once it is in that state; time is moved until then. */
  const until = async (state: ImageState['state']): Promise<ImageState> => {
    for (let steps = 0; steps < 400; steps += 1) {
      const image = (newest as SessionState | null)?.image;
      if (image?.state === state) return image;
      await world.clock.advance(500);
    }
    throw new Error(`The image never became ${state}`);
  };
  return { host, world, until };
}

test('nothing goes online before the user asks: not by the catalogue, not by the page', async (t) => {
  const { host, world } = await start(t);
  const { entries, from } = await host.call('catalogue.list', {});
  assert.ok(entries.length > 10);
  assert.equal(from, 'bundled');
  assert.deepEqual(world.requests, []);
});

test('an address is looked at, then downloaded, paused, gone on with, and checked', async (t) => {
  const { host, world, until } = await start(t);
  const offered = await host.call('image.fromUrl', { url: URL_OF_IMAGE, expectedDigest: SHA256 });
  assert.equal(offered.state, 'downloadOffered');
  assert.equal(world.requests.length, 1);
  assert.ok(!JSON.stringify(offered).includes('secret'));
  await host.call('image.download', { folder: null, isKept: true });
  await until('downloading');
  await world.clock.advance(5000);
  await host.call('image.pauseDownload', {});
  const paused = await until('downloadPaused');
  assert.ok(paused.state === 'downloadPaused' && paused.doneBytes > 0 && paused.failure === null);
  await host.call('image.download', { folder: null, isKept: true });
  const ready = await until('ready');
  assert.ok(ready.state === 'ready');
  assert.equal(ready.checksum.state, 'matched');
  assert.equal(ready.image.remote, undefined);
});

test('an image can be planned straight from its server, and a wrong digest is told', async (t) => {
  const { host, until } = await start(t);
  await host.call('image.fromUrl', { url: URL_OF_IMAGE, expectedDigest: null });
  await host.call('image.download', { folder: null, isKept: false });
  const ready = await until('ready');
  assert.ok(ready.state === 'ready' && ready.image.remote !== undefined);
  await host.call('image.clear', {});

  await host.call('image.fromUrl', { url: URL_OF_IMAGE, expectedDigest: '0'.repeat(64) });
  await host.call('image.download', { folder: null, isKept: true });
  const rejected = await until('rejected');
  assert.ok(rejected.state === 'rejected');
  assert.equal(rejected.failure.code, 'CHECKSUM_MISMATCH');
});

test('what cannot be reached says why, and nothing can be downloaded that was not offered', async (t) => {
  const { host } = await start(t);
  const gone = await host.call('image.fromUrl', { url: 'https://images.example.org/none.iso', expectedDigest: null });
  assert.ok(gone.state === 'rejected' && gone.failure.code === 'DOWNLOAD_FAILED');
  await assert.rejects(host.call('image.download', { folder: null, isKept: true }), { name: 'AppError' });
});

test('a block map given for an image is shown with it, and refused where it is none or of another image', async (t) => {
  const { host, until } = await start(t);
  await host.call('image.fromUrl', { url: URL_OF_IMAGE, expectedDigest: null });
  await host.call('image.download', { folder: null, isKept: true });
  const ready = await until('ready');
  assert.ok(ready.state === 'ready');
  const give = (text: string, name = 'x.bmap') =>
    host.call('image.addTrust', { files: [{ name, base64: Buffer.from(text).toString('base64') }] });
  const reasonOf = (reason: string) => (thrown: unknown) =>
    thrown instanceof AppError &&
    thrown.failure.code === 'BLOCK_MAP_INVALID' &&
    thrown.failure.params.reason === reason;
  await assert.rejects(give('no map'), reasonOf('damaged'));
  await assert.rejects(give(blockMapOf(Buffer.alloc(4096))), reasonOf('other-image'));
  assert.equal((await until('ready')) === ready || ready.image.blockMap === undefined, true);
  const map = blockMapOf(Buffer.alloc(4096)).replace(/<BmapFileChecksum>.*<\/BmapFileChecksum>/u, '');
  const blocks = Math.ceil((ready.image.sizeBytes ?? 0) / 4096);
  const fitting = map.replaceAll('> 1 <', `> ${blocks} <`).replace('> 4096 <', `> ${ready.image.sizeBytes} <`);
  const ranged = fitting.replace('0-0', `0-${blocks - 1}`);
  assert.deepEqual(await give(ranged, 'map.xml'), [{ fileName: 'map.xml', outcome: 'used' }]);
  const mapped = await until('ready');
  assert.equal(mapped.state === 'ready' && mapped.image.blockMap, 'map.xml');
});
