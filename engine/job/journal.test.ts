import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { DriveIdentity } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import { imageOfReceipt } from '../receipt/recheck-plan.ts';
import { Journal } from './journal.ts';

const FILE = { device: '1', inode: '2', sizeBytes: 900, modifiedNs: '3' };
const image = (file = FILE): Image => ({
  ...imageOfReceipt({
    receiptVersion: 1,
    jobId: 'a',
    program: { name: 'stickwright', version: '0' },
    system: '',
    mode: 'write',
    startedAt: '',
    endedAt: '',
    outcome: 'failed',
    image: {
      path: '/x.iso',
      name: 'x.iso',
      entryName: null,
      layers: [],
      fileSizeBytes: 900,
      sizeBytes: 900,
      sha256: null,
      fileSha256: null,
      system: null,
      checkedBy: 'none',
      check: null,
    },
    drives: [],
    blocks: null,
    recheckOf: null,
    failure: null,
  }),
  file,
});
const stick = (part: Partial<DriveIdentity> = {}): DriveIdentity => ({
  devicePath: '/dev/sdb',
  bus: 'usb',
  vendor: 'Maker',
  model: 'Stick',
  serial: 'S1',
  wwn: null,
  sizeBytes: 8e9,
  portPath: '1-1',
  diskSeq: 7,
  backing: null,
  ...part,
});

let folder = '';
before(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'stickwright-journal-')), 'unfinished');
});
after(() => rm(join(folder, '..'), { recursive: true, force: true }));

test('Journal remembers a stick in any port, and no other', async () => {
  const journal = new Journal(folder);
  journal.record({ jobId: 'a', image: image(), drive: stick(), doneBytes: 500 });
  journal.record({ jobId: 'a', image: image(), drive: stick(), doneBytes: 700 });
  const later = stick({ devicePath: '/dev/sdx', portPath: '9', diskSeq: 99 });
  await journal.settled();
  assert.equal(await new Journal(folder).doneBytes(image(), later), 700);
  assert.equal(await journal.doneBytes(image({ ...FILE, device: '8' }), stick()), 700, 'after a start of the computer');
  assert.equal(await journal.doneBytes(image(), stick({ serial: 'S2' })), 0);
  assert.equal(await journal.doneBytes(image({ ...FILE, inode: '7' }), stick()), 0);
  assert.equal(await journal.doneBytes(image(), stick({ sizeBytes: 9e9 })), 0);
  assert.equal(await journal.doneBytes(image({ ...FILE, modifiedNs: '4' }), stick()), 0);
  const [name = ''] = await readdir(folder);
  assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
});

test('Journal forgets what is finished, and takes a damaged file for none', async () => {
  const journal = new Journal(folder);
  journal.record({ jobId: 'a', image: image(), drive: stick(), doneBytes: 700 });
  await journal.settled();
  const [name = ''] = await readdir(folder);
  await writeFile(join(folder, name), '{"journalVersion":1,');
  assert.equal(await journal.doneBytes(image(), stick()), 0);
  journal.forget(stick());
  await journal.settled();
  assert.deepEqual(await readdir(folder), []);
});

test('Journal without a folder, or in one that cannot be made, keeps nothing and disturbs nobody', async () => {
  await writeFile(join(folder, '..', 'file'), '');
  for (const place of [null, join(folder, '..', 'file', 'unfinished')]) {
    const journal = new Journal(place);
    journal.record({ jobId: 'a', image: image(), drive: stick(), doneBytes: 700 });
    journal.forget(stick());
    await journal.settled();
    assert.equal(await journal.doneBytes(image(), stick()), 0);
  }
});
