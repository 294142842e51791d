import assert from 'node:assert/strict';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import test from 'node:test';
import { makeDisc } from '#test/helpers/disc-image.ts';
import { inspectImage } from './inspect-image.ts';

const MIB = 1024 * 1024;
/** Where Linux counts what this process has read. */
const COUNTS = '/proc/self/io';
const READ_MAX_BYTES = 16 * MIB;

function readBytes(): number {
  return Number(/rchar: (\d+)/u.exec(readFileSync(COUNTS, 'utf8'))?.[1] ?? 0);
}

test('looking at an ISO of 4 GB with thousands of files reads 16 MiB of it at most', async (t) => {
  if (!existsSync(COUNTS)) return t.skip('only Linux counts what a process reads');
  const many = Array.from({ length: 3000 }, (_, index) => [`pool/package-${index}.deb`, `${index}`]);
  const info = 'Debian GNU/Linux 13.1.0 "Trixie" - Official amd64 DVD 20250906-10:22\n';
  const disc = makeDisc(t, { label: 'BIG', files: { '.disk/info': info, ...Object.fromEntries(many) } });
  if (disc === null) return t.skip('xorriso is not installed');
  truncateSync(disc, 4096 * MIB);
  const { signal } = new AbortController();
  assert.equal((await inspectImage(disc, signal)).system?.product, 'debian');
  const before = readBytes();
  await inspectImage(disc, signal);
  const took = readBytes() - before;
  assert.ok(took < READ_MAX_BYTES, `${took} bytes`);
});
