import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '#test/helpers/image-files.ts';
import { LogFile } from './log-file.ts';
import { LogLines } from './log-lines.ts';

const ENTRY = { level: 'info', process: 'host', operation: 'job' } as const;

test('the log is on the disk at once, for nobody else, and the next run goes on with it', (t) => {
  const home = temporaryFolder(t);
  const folder = path.join(home, 'a', 'log');
  const first = new LogLines({ home, folder });
  first.add({ ...ENTRY, message: `cannot open "${home}/Downloads/a.iso"\nnext\u202e line` });
  const file = path.join(folder, 'stickwright.log');
  assert.match(readFileSync(file, 'utf8'), /^\{"at":"[^\n]+~\/Downloads\/a\.iso[^\n]+\}\n$/u);
  assert.ok(!readFileSync(file, 'utf8').includes('\u202e'), 'no sign that turns the line around');
  first.add({ ...ENTRY, message: `a long reason: ${'why '.repeat(200)}its end` });
  assert.match(first.lines.at(-1) ?? '', /its end/);
  first.add({ ...ENTRY, message: 'x'.repeat(9000) });
  assert.ok((first.lines.at(-1)?.length ?? 0) < 4200);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.equal(first.path, '~/a/log/stickwright.log');
  const second = new LogLines({ home, folder });
  second.add({ ...ENTRY, message: 'later' });
  assert.equal(second.lines.length, 4);
  assert.match(second.lines[3] ?? '', /later/);
});

test('a log never grows beyond three files of the given size', (t) => {
  const folder = temporaryFolder(t);
  const file = new LogFile(folder, 1000);
  for (let line = 0; line < 500; line += 1) file.append(`line ${line} ${'x'.repeat(line % 90)}`);
  file.append('y'.repeat(5000)); // one line may be longer
  file.append('last');
  const names = readdirSync(folder).sort();
  assert.deepEqual(names, ['stickwright.1.log', 'stickwright.2.log', 'stickwright.log']);
  assert.deepEqual(file.tail(5), ['last']);
  for (const name of names.slice(1)) assert.ok(statSync(path.join(folder, name)).size <= 1000, name);
});

test('a folder that cannot be written, is gone, or is full of other things costs nothing', (t) => {
  const folder = temporaryFolder(t);
  const blocked = path.join(folder, 'file');
  writeFileSync(blocked, '');
  const log = new LogLines({ home: '/', folder: path.join(blocked, 'log') });
  log.add({ ...ENTRY, message: 'kept in memory' });
  assert.equal(log.lines.length, 1);
  mkdirSync(path.join(folder, 'stickwright.log'));
  const other = new LogLines({ home: '', folder });
  other.add({ ...ENTRY, message: 'x' });
  assert.equal(other.lines.length, 1);
  assert.equal(new LogLines({ home: '', folder: null }).path, null);
});
