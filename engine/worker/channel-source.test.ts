import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameError } from '../wire/frame-codec.ts';
import { BlockFeed, SLOT_BYTES } from '../write/block-feed.ts';
import { regionsOf } from '../write/regions.ts';
import { ChannelSource } from './channel-source.ts';

const IMAGE = Buffer.alloc(SLOT_BYTES + 1000, 7);

/** A source with one drive waiting, that has received the first `lengthBytes` of IMAGE. */
function makeSource(lengthBytes: number) {
  const feed = new BlockFeed(false, () => {});
  const drive = feed.join();
  const source = new ChannelSource(feed);
  source.begin(0);
  source.take(IMAGE.subarray(0, lengthBytes));
  return { feed, drive, source };
}

test('the end may be known before the last bytes arrive', () => {
  const { feed, source } = makeSource(1000);
  source.end(IMAGE.length);
  assert.equal(feed.regions, null);
  source.take(IMAGE.subarray(1000));
  assert.deepEqual(feed.regions, regionsOf(IMAGE.length));
  source.closed();
});

test('the last bytes and the close may come before the end is known', () => {
  const { feed, source } = makeSource(IMAGE.length);
  source.closed();
  assert.equal(feed.regions, null);
  source.end(IMAGE.length);
  assert.deepEqual(feed.regions, regionsOf(IMAGE.length));
});

test('too few bytes are found out at the close, whether the end was known before or not', () => {
  const early = makeSource(1000).source;
  early.end(IMAGE.length);
  assert.throws(() => early.closed(), FrameError);
  const late = makeSource(1000).source;
  late.closed();
  assert.throws(() => late.end(IMAGE.length), FrameError);
});

test('bytes beyond the end, at another place or without credit are refused', () => {
  const { source } = makeSource(1000);
  assert.throws(() => source.begin(999), FrameError);
  source.end(2000);
  assert.throws(() => source.take(IMAGE.subarray(1000)), FrameError);
  const greedy = makeSource(1000).source;
  assert.throws(() => {
    for (let sent = 0; sent < 100; sent += 1) greedy.take(IMAGE);
  }, FrameError);
});
