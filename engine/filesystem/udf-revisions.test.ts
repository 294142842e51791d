import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { makeDisc } from '#test/helpers/disc-image.ts';
import { runIn, temporaryFile, temporaryFolder } from '#test/helpers/image-files.ts';
import { bytesOf } from '#test/helpers/memory-bytes.ts';
import { withMetadataPartition } from '#test/helpers/udf-metadata.ts';
import { inspectImage } from '../image/inspect-image.ts';
import { openUdf } from './udf-volume.ts';

const { signal } = new AbortController();
const FILES = { 'sources/a.txt': 'hello', 'b.txt': 'there' };

/** Revisions as mkudffs writes them, by kind of medium; those of write-once media have a virtual partition. */
const MADE = [
  { args: ['--media-type=hd', '--udfrev=1.02', '--blocksize=512'], revision: '1.02', warning: null },
  { args: ['--media-type=hd', '--udfrev=1.50', '--blocksize=512'], revision: '1.50', warning: null },
  { args: ['--media-type=hd', '--udfrev=2.01', '--blocksize=4096'], revision: '2.01', warning: null },
  { args: ['--media-type=dvdram', '--udfrev=2.01'], revision: '2.01', warning: null },
  { args: ['--media-type=cdr', '--udfrev=2.50'], revision: '2.50', warning: 'udf-unsupported' },
  { args: ['--media-type=bdr', '--udfrev=2.60'], revision: '2.60', warning: 'udf-unsupported' },
] as const;

for (const { args, revision, warning } of MADE) {
  test(`UDF by mkudffs ${args.join(' ')} is told with its revision, and whether it can be read`, async (t) => {
    const folder = temporaryFolder(t);
    if (!runIn(folder, 'truncate', ['-s', '64M', 'a.udf'])) return t.skip('truncate is not installed');
    if (!runIn(folder, 'mkudffs', [...args, '--label=STORE', 'a.udf'])) return t.skip('mkudffs is not installed');
    const image = await inspectImage(path.join(folder, 'a.udf'), signal);
    assert.deepEqual([image.udf, image.volumeLabel, image.system], [revision, 'STORE', null]);
    assert.deepEqual(
      image.warnings.filter((one) => one.startsWith('udf')),
      warning === null ? [] : [warning],
    );
  });
}

test('UDF 2.50 with a metadata partition in two parts is read, and told damaged where its file is', async (t) => {
  const disc = makeDisc(t, { label: 'META', kind: 'udf', files: FILES });
  if (disc === null) return t.skip('genisoimage is not installed');
  const plain = readFileSync(disc);
  const bytes = withMetadataPartition(plain);
  assert.ok(bytes !== null);
  const opened = await openUdf(bytesOf(bytes));
  assert.ok(opened.isFound);
  const read = await opened.value.read('/sources/a.txt', 0, 100);
  assert.equal(read.isFound && read.value.toString(), 'hello');
  const file = temporaryFile(t, 'a.iso', bytes);
  const image = await inspectImage(file, signal);
  assert.deepEqual([image.udf, image.warnings.includes('udf-damaged')], ['2.50', false]);

  const entryAt = bytes.length - 2048;
  bytes.fill(0, entryAt);
  const damaged = await inspectImage(temporaryFile(t, 'b.iso', bytes), signal);
  assert.deepEqual([damaged.udf, damaged.warnings.includes('udf-damaged')], ['2.50', true]);
});
