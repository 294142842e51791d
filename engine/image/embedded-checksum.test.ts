import assert from 'node:assert/strict';
import { openSync, closeSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { implantedDisc, judgedByCheckisomd5 } from '#test/helpers/implanted-disc.ts';
import { makeDisc } from '#test/helpers/disc-image.ts';
import { runIn, temporaryFile } from '#test/helpers/image-files.ts';
import { passOverFile } from '../reader/file-pass.ts';
import { passOverImage } from '../reader/image-pass.ts';
import { readEmbeddedChecksum } from './embedded-checksum.ts';
import { inspectImage } from './inspect-image.ts';
import { openImageFile } from './open-image-file.ts';

const SKIP = 'isomd5sum or xorriso is not installed';
const { signal } = new AbortController();

/** What every kind of pass over the image says of the checksum in it. */
async function results(file: string): Promise<readonly string[]> {
  const opened = await openImageFile(file);
  await opened.close();
  const request = { path: opened.path, file: opened.identity, signal };
  const passes = [
    await passOverImage({ ...request, onBlock: () => Promise.resolve() }),
    await passOverImage(request),
    await passOverFile(request),
  ];
  return passes.map(({ embedded }) =>
    embedded === undefined ? 'none' : embedded.expected === embedded.actual ? 'good' : 'bad',
  );
}

function flip(file: string, at: number): void {
  const handle = openSync(file, 'r+');
  const byte = readFileSync(file)[at] ?? 0;
  writeSync(handle, Buffer.from([byte ^ 0x10]), 0, 1, at);
  closeSync(handle);
}

test('the checksum inside an ISO is told, and equal in every pass, packed or not, as checkisomd5 finds it', async (t) => {
  const disc = implantedDisc(t);
  if (disc === null) return t.skip(SKIP);
  const { embedded } = await inspectImage(disc, signal);
  assert.match(embedded?.digest ?? '', /^[0-9a-f]{32}$/);
  assert.equal(judgedByCheckisomd5(disc), 'good');
  assert.deepEqual(await results(disc), ['good', 'good', 'good']);
  const packed = temporaryFile(t, 'a.iso.gz', gzipSync(readFileSync(disc)));
  assert.equal((await inspectImage(packed, signal)).embedded?.digest, embedded?.digest);
  // a packed file alone, not unpacked, tells nothing of what is in it
  assert.deepEqual(await results(packed), ['good', 'good', 'none']);
});

test('one flipped byte is found wherever checkisomd5 finds it, and nowhere else', async (t) => {
  const disc = implantedDisc(t);
  if (disc === null) return t.skip(SKIP);
  const { size } = statSync(disc);
  const { embedded } = await inspectImage(disc, signal);
  const covered = embedded?.coveredBytes ?? 0;
  const places = [40, 33_000, 33_650, 34_163, 1_000_000, covered - 1, covered, size - 1];
  for (const at of places) {
    flip(disc, at);
    const judged = judgedByCheckisomd5(disc);
    assert.equal(judged, at < covered ? 'bad' : 'good', `byte ${at}`);
    assert.deepEqual(await results(disc), [judged, judged, judged], `byte ${at}`);
    flip(disc, at);
  }
});

test('an ISO without such a checksum has none, nor one whose area says something else', async (t) => {
  const disc = makeDisc(t, { label: 'PLAIN', files: { a: 'a' } });
  if (disc === null) return t.skip(SKIP);
  assert.equal((await inspectImage(disc, signal)).embedded, undefined);
  assert.deepEqual(await results(disc), ['none', 'none', 'none']);
});

test('fields in another order, of other cases and with odd blanks are read; damaged ones are no checksum', (t) => {
  const disc = implantedDisc(t, 10_000);
  if (disc === null) return t.skip(SKIP);
  const head = readFileSync(disc);
  const sum = 'ABCDEF0123456789abcdef0123456789';
  const read = (area: string) => {
    head.fill(0x20, 33_651, 34_163).write(area, 33_651, 'latin1');
    return readEmbeddedChecksum(head);
  };
  assert.equal(read(`SKIPSECTORS=15;  ISO MD5SUM =${sum} ;`)?.digest, sum.toLowerCase());
  assert.equal(read(`ISO MD5SUM = ${sum};SKIPSECTORS = 0;`)?.coveredBytes, head.length);
  const none = ['', `ISO MD5SUM = ${sum};`, `ISO MD5SUM = ${sum.slice(1)};SKIPSECTORS = 15`, 'SKIPSECTORS = 15'];
  const wrong = [`ISO MD5SUM = ${sum};SKIPSECTORS = 999999999;`, `ISO MD5SUM = ${sum};SKIPSECTORS = -1;`];
  for (const area of [...none, ...wrong]) assert.equal(read(area), null, area);
});

test('an image longer or shorter than its volume: what follows does not count, what is missing is told before', async (t) => {
  const disc = implantedDisc(t);
  if (disc === null) return t.skip(SKIP);
  const folder = path.dirname(disc);
  const bytes = readFileSync(disc);
  const longer = path.join(folder, 'longer.iso');
  writeFileSync(longer, Buffer.concat([bytes, Buffer.alloc(1024 * 1024, 1)]));
  assert.deepEqual(await results(longer), ['good', 'good', 'good']);
  assert.equal(runIn(folder, 'checkisomd5', [longer]), true);
});
