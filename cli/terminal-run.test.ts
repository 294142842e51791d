import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeBootableImage } from '#test/helpers/bootable-image.ts';
import { canOpenTerminal, openTerminal } from '#test/helpers/open-terminal.ts';

const skip = canOpenTerminal() ? false : 'needs the program "script" to open a terminal';
const WRITE = ['write', 'image.img', '--to', 'file:a.img', '--size', '8M'] as const;

let folder = '';
const open = (args: readonly string[]) => openTerminal(args, { cwd: folder });
const isMade = async (name: string) => (await readdir(folder)).includes(name);

before(async () => {
  folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright-terminal-'));
  await makeBootableImage(path.join(folder, 'image.img'), 2 * 2 ** 20);
});
after(() => rm(folder, { recursive: true, force: true }));

for (const [name, answer] of [
  ['no', 'no\r'],
  ['Enter alone', '\r'],
  ['yes please', 'yes please\r'],
] as const) {
  test(`${name} at the question writes nothing and ends with 3`, { skip }, async () => {
    const terminal = open(WRITE);
    await terminal.shown(/Type yes/);
    terminal.press(answer);
    const { exitCode, screen } = await terminal.ended;
    assert.equal(exitCode, 3, screen);
    assert.match(screen, /Nothing was written\./);
    assert.equal(await isMade('a.img'), false);
  });
}

for (const [name, keys] of [
  ['Ctrl-C', '\x03'],
  ['end of input', '\x04'],
] as const) {
  test(`${name} at the question writes nothing and ends with 130`, { skip }, async () => {
    const terminal = open(WRITE);
    await terminal.shown(/Type yes.*: /);
    terminal.press(keys);
    const { exitCode, screen } = await terminal.ended;
    assert.equal(exitCode, 130, screen);
    assert.match(screen, /Stopped\. Nothing was written\./);
    assert.equal(await isMade('a.img'), false);
  });
}

test('yes, in any case and width, writes; the cursor is given back at the end', { skip }, async () => {
  const terminal = open(WRITE);
  await terminal.shown(/Type yes.*: /);
  terminal.press('Ｙｅｓ\r');
  const { exitCode, screen } = await terminal.ended;
  assert.equal(exitCode, 0, screen);
  assert.match(screen, /1 drive written and verified/);
  const hidden = screen.lastIndexOf('\u001b[?25l');
  assert.ok(hidden >= 0 && screen.lastIndexOf('\u001b[?25h') > hidden);
});

test('Ctrl-C while writing stops with 130, and says that the drive is unusable', { skip }, async () => {
  await makeBootableImage(path.join(folder, 'long.img'), 512 * 2 ** 20);
  const terminal = open(['write', 'long.img', '--to', 'file:long-drive.img', '--size', '600M', '--yes']);
  await terminal.shown(/Writing\s+\d+ %/);
  terminal.press('\x03');
  const { exitCode, screen } = await terminal.ended;
  assert.equal(exitCode, 130, screen.slice(-2000));
  assert.match(screen, /unusable until written again/);
  assert.notEqual((await readFile(path.join(folder, 'long-drive.img'))).readUInt16LE(510), 0xaa55);
});

test('the guided mode leads a newcomer from an image to a verified practice drive', { skip }, async () => {
  await writeFile(path.join(folder, 'empty.iso'), '');
  const terminal = open([]);
  await terminal.shown(/Image: /);
  terminal.press('\r');
  await terminal.shown(/Image: /);
  terminal.press("'./image.img' \r");
  await terminal.shown(/Drive: /);
  terminal.press('\r');
  await terminal.shown(/Drive: /);
  terminal.press('99\r');
  await terminal.shown(/no number in the list/);
  terminal.press('p\r');
  await terminal.shown(/practice\.img: /);
  terminal.press('guided.img\r');
  await terminal.shown(/Size.*: /s);
  terminal.press('4M\r');
  await terminal.shown(/Type yes.*: /);
  terminal.press('no\r');
  await terminal.shown(/Nothing was written\.[\s\S]*Drive: /);
  assert.equal(await isMade('guided.img'), false);
  terminal.press('p\r');
  await terminal.shown(/practice\.img: /);
  terminal.press('guided.img\r');
  await terminal.shown(/Size.*: /s);
  terminal.press('4M\r');
  await terminal.shown(/Type yes.*: /);
  terminal.press('yes\r');
  const { exitCode, screen } = await terminal.ended;
  assert.equal(exitCode, 0, screen);
  assert.match(screen, /1 drive written and verified/);
});

test('q leaves the guided mode at any question without writing', { skip }, async () => {
  const terminal = open([]);
  await terminal.shown(/Image: /);
  terminal.press('q\r');
  const { exitCode, screen } = await terminal.ended;
  assert.equal(exitCode, 0, screen);
  assert.match(screen, /Nothing was written\. Goodbye\./);
});
