import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Partition } from '#contract/drive.ts';
import { sampleDrive } from '#test/helpers/sample-drive.ts';
import { makePaint } from '../terminal/paint.ts';
import { driveListLines } from './drive-list-lines.ts';
import { busText, lockLines, partitionText, riskLine } from './drive-text.ts';

const backup: Partition = {
  devicePath: '/dev/sdb1',
  number: 1,
  sizeBytes: 31.9e9,
  label: 'BACKUP',
  fileSystem: 'exfat',
  mountPoints: ['/media/BACKUP'],
  usedBytes: 18.2e9,
  firstNames: ['Photos', '2026-tax', 'readme.txt', 'more'],
  nameCount: 15,
};

test('what would be lost is told by label, file system, used space and first names', () => {
  assert.equal(partitionText(backup), 'BACKUP (exFAT), 18.2 GB used of 31.9 GB: Photos, 2026-tax, readme.txt, 12 more');
});

test('used space that is not known is the word unknown', () => {
  const unmounted = { ...backup, usedBytes: null, firstNames: null, nameCount: null };
  assert.equal(partitionText(unmounted), 'BACKUP (exFAT), 31.9 GB, used space unknown');
});

test('names from a disk cannot steer the terminal', () => {
  const hostile = { ...backup, label: 'A\u001b[2J\nB', firstNames: ['x\u202ey'], nameCount: 1 };
  assert.match(partitionText(hostile), /^A \[2J B \(exFAT\).*: x y$/);
});

test('how it is attached is told with generation and port', () => {
  assert.equal(busText(sampleDrive()), 'USB 3, port 2-1');
  assert.equal(busText(sampleDrive({ usbMbps: 480 })), 'USB 2, port 2-1');
  assert.equal(busText(sampleDrive({ usbMbps: null })), 'USB, port 2-1');
});

test('a drive that can never be written tells its hardest reason alone; a liftable one tells all', () => {
  const system = { code: 'system', detail: '/', canUnlock: false } as const;
  const internal = { code: 'internal', detail: '', canUnlock: true } as const;
  const huge = { code: 'huge', detail: '', canUnlock: true } as const;
  assert.deepEqual(lockLines(sampleDrive({ protections: [system, internal] })), ['This computer is running from it.']);
  assert.equal(lockLines(sampleDrive({ protections: [internal, huge] })).length, 2);
});

test('a risky drive is announced before it is chosen', () => {
  assert.equal(riskLine(sampleDrive()), null);
  assert.match(
    riskLine(sampleDrive({ risks: ['large', 'backup'] })) ?? '',
    /is large and holds a backup\. You will be asked/,
  );
});

test('the list shows locked drives too, without a number to choose them by', () => {
  const locked = sampleDrive({ id: 'x', name: 'WD', protections: [{ code: 'system', detail: '', canUnlock: false }] });
  const text = driveListLines([locked, sampleDrive()], {
    paint: makePaint(false),
    columns: 100,
    isNumbered: true,
  }).join('\n');
  assert.match(text, /^ {3}1 {2}SanDisk Ultra Fit/m);
  assert.match(text, /– {2}WD[\s\S]*This computer is running from it\./);
  assert.doesNotMatch(text, /^ {3}2 /m);
});
