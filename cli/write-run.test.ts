import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, open, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type CliEvent, cliEventSchema } from '#contract/cli-events.ts';
import { receiptSchema } from '#contract/job.ts';
import { makeBootableImage } from '#test/helpers/bootable-image.ts';
import { type Ended, programPath, runProgram } from '#test/helpers/run-program.ts';

const IMAGE_BYTES = 5 * 2 ** 20 + 512;
const SIZE = '8M';

let folder = '';
let sha256 = '';
const run = (args: readonly string[]) => runProgram(args, { cwd: folder });
const inFolder = (name: string) => path.join(folder, name);

before(async () => {
  folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright cli '));
  sha256 = await makeBootableImage(inFolder('image.img'), IMAGE_BYTES);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Every line of stdout, checked against the documented schema. */
function eventsOf({ stdout }: Ended): CliEvent[] {
  assert.ok(stdout.endsWith('\n'));
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => cliEventSchema.parse(JSON.parse(line)));
}

async function exists(name: string): Promise<boolean> {
  return (await readdir(folder)).includes(name);
}

test('an image is written to a new practice drive, verified, and found equal again', async () => {
  const receiptPath = inFolder('receipt.json');
  const args = ['write', 'image.img', '--to', 'file:a.img', '--size', SIZE, '--yes', '--json'];
  const written = await run([...args, '--sha256', `SHA256:${sha256.toUpperCase()}`, '--receipt', 'receipt.json']);
  assert.equal(written.exitCode, 0, written.stderr);
  const events = eventsOf(written);
  const names = events.map(({ event }) => event);
  assert.deepEqual(names.slice(0, 2), ['image', 'plan']);
  assert.deepEqual(names.slice(-3), ['result', 'receipt', 'exit']);
  for (const needed of ['started', 'phase'] as const) assert.ok(names.includes(needed), needed);

  const receipt = receiptSchema.parse(JSON.parse(await readFile(receiptPath, 'utf8')));
  assert.equal(receipt.outcome, 'verified');
  assert.equal(receipt.image.sha256, sha256);
  assert.equal(receipt.image.checkedBy, 'expected');
  const image = await readFile(inFolder('image.img'));
  const drive = await readFile(inFolder('a.img'));
  assert.equal(drive.length, 8 * 2 ** 20);
  assert.ok(drive.subarray(0, image.length).equals(image));

  const verified = await run(['verify', 'image.img', '--on', 'file:a.img', '--json']);
  assert.equal(verified.exitCode, 0, verified.stderr);
  assert.ok(eventsOf(verified).some((event) => event.event === 'result' && event.outcome === 'verified'));
});

test('without --json nothing but silence goes to stdout, and stderr says what was lost and how it went', async () => {
  const { exitCode, stdout, stderr } = await run(['write', 'image.img', '--to', 'file:b.img', '--size', SIZE, '-y']);
  assert.equal(exitCode, 0, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /A new practice drive of 8\.39 MB is made/);
  assert.match(stderr, /1 drive written and verified\n {2}Every byte read back from the drive equals the image\./);
  assert.ok(!stderr.includes('\u001b'), 'no control sequences on a pipe');
});

test('one flipped byte makes verify end with 4 and name the place', async () => {
  await copyFile(inFolder('image.img'), inFolder('flipped.img'));
  const file = await open(inFolder('flipped.img'), 'r+');
  try {
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 3_000_000);
    buffer[0] = (buffer[0] ?? 0) ^ 1;
    await file.write(buffer, 0, 1, 3_000_000);
  } finally {
    await file.close();
  }
  const { exitCode, stderr } = await run(['verify', 'image.img', '--on', 'file:flipped.img']);
  assert.equal(exitCode, 4);
  assert.match(stderr, /differs\s+from\s+the\s+image\s+in\s+1\s+place[^.]*first\s+at\s+3,000,000\s+bytes/);
  assert.doesNotMatch(stderr, /✓/, 'a failed verification cannot look like success');
});

test('written without reading back is exit 1, amber words and no claim', async () => {
  const args = ['write', 'image.img', '--to', 'file:c.img', '--size', SIZE, '--yes', '--no-verify'];
  const { exitCode, stderr } = await run(args);
  assert.equal(exitCode, 1, stderr);
  assert.match(stderr, /1 drive written, not verified/);
  assert.doesNotMatch(stderr, /equals the image|✓/);
});

test('a wrong expected SHA-256 stops before the drive is made use of: exit 4, practice drive gone, receipt kept', async () => {
  const args = ['write', 'image.img', '--to', 'file:d.img', '--size', SIZE, '--yes', '--sha256', '0'.repeat(64)];
  const { exitCode, stderr } = await run([...args, '--receipt', 'failed.json']);
  assert.equal(exitCode, 4, stderr);
  assert.match(stderr, /Nothing was written\./);
  assert.equal(await exists('d.img'), false);
  assert.equal(receiptSchema.parse(JSON.parse(await readFile(inFolder('failed.json'), 'utf8'))).outcome, 'failed');
});

test('without a terminal and without --yes it refuses with 3 and makes nothing', async () => {
  const ended = await run(['write', 'image.img', '--to', 'file:e.img', '--size', SIZE, '--json']);
  assert.equal(ended.exitCode, 3);
  assert.match(ended.stderr, /--yes/);
  assert.equal(await exists('e.img'), false);
  const events = eventsOf(ended);
  const error = events.at(-2);
  assert.ok(error?.event === 'error');
  assert.equal(error.failure.code, 'NOT_CONFIRMED');
  assert.deepEqual(events.at(-1), { event: 'exit', exitCode: 3 });
});

test('two practice drives are written in one run', async () => {
  const args = ['write', 'image.img', '--to', 'file:f.img', '--to', 'file:g.img', '--size', SIZE, '--yes', '--json'];
  const ended = await run(args);
  assert.equal(ended.exitCode, 0, ended.stderr);
  assert.equal(eventsOf(ended).filter(({ event }) => event === 'result').length, 2);
});

test('when the reader of stdout goes away, the job is stopped and the drive does not look bootable', async () => {
  await makeBootableImage(inFolder('long.img'), 256 * 2 ** 20);
  const args = ['write', 'long.img', '--to', 'file:h.img', '--size', '300M', '--yes', '--json'];
  const child = spawn(process.execPath, [programPath, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  // gone with the first line, as with `| head -1`
  child.stdout.once('data', () => child.stdout.destroy());
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(exitCode, 130);
  if (await exists('h.img')) {
    const signature = (await readFile(inFolder('h.img'))).readUInt16LE(510);
    assert.notEqual(signature, 0xaa55);
  }
});

test('SIGTERM stops the job in order: exit 130 and a receipt that says so', async () => {
  await makeBootableImage(inFolder('term.img'), 256 * 2 ** 20);
  const args = [
    'write',
    'term.img',
    '--to',
    'file:i.img',
    '--size',
    '300M',
    '--yes',
    '--json',
    '--receipt',
    'term.json',
  ];
  let isKilled = false;
  const ended = await runProgram(args, {
    cwd: folder,
    onStdout: (text, kill) => {
      if (isKilled || !text.includes('"phase":"writing"')) return;
      isKilled = true;
      kill('SIGTERM');
    },
  });
  assert.equal(ended.exitCode, 130, ended.stderr);
  assert.ok(eventsOf(ended).some((event) => event.event === 'result' && event.outcome === 'cancelled'));
  assert.equal(receiptSchema.parse(JSON.parse(await readFile(inFolder('term.json'), 'utf8'))).outcome, 'cancelled');
  assert.notEqual((await readFile(inFolder('i.img'))).readUInt16LE(510), 0xaa55);
  assert.match(ended.stderr, /Stopped\. The drive is unusable until written again\./);
});

test('nothing is left beside a receipt', async () => {
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.tmp')),
    [],
  );
});

test('each way to name a wrong drive has its exit code, and no file is changed', async () => {
  await writeFile(inFolder('notes.txt'), 'x'.repeat(1024));
  await writeFile(inFolder('odd.img'), 'x'.repeat(1000));
  await writeFile(inFolder('used.img'), Buffer.alloc(8 * 2 ** 20));
  await symlink('used.img', inFolder('link.img'));
  const table: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['--to', 'file:notes.txt'], 3, /ends in \.img or \.raw/],
    [['--to', 'file:odd.img'], 3, /512 bytes/],
    [['--to', 'file:image.img'], 3, /The image you chose is on it/],
    [['--to', 'used.img'], 3, /say\s+file:used\.img/],
    [['--to', 'file:missing.img'], 2, /--size/],
    [['--to', 'file:none/missing.img', '--size', SIZE], 2, /no folder none/],
    [['--to', 'file:used.img', '--size', '16M'], 2, /another size/],
    [['--to', 'file:small.img', '--size', '1M'], 3, /too small/],
    [['--to', 'file:used.img', '--to', 'file:link.img'], 2, /named twice/],
    [['--to', '/dev/null'], 3, /Not a drive/],
    [['--to', '/dev/does-not-exist'], 7, /no such drive/],
    [['--to', 'nodrive#00000000'], 7, /no such drive/],
    [['--to', 'file:used.img', '--receipt', 'none/r.json'], 2, /no such folder/],
    [['--to', 'file:used.img', '--receipt', '.'], 2, /not a plain file/],
    [['--to', 'file:used.img', '--receipt', 'image.img'], 2, /image or a drive/],
    [['--to', 'file:used.img', '--receipt', 'used.img'], 2, /image or a drive/],
  ];
  for (const [args, exitCode, words] of table) {
    const ended = await run(['write', 'image.img', ...args, '--yes']);
    assert.equal(ended.exitCode, exitCode, `${args.join(' ')}\n${ended.stderr}`);
    assert.match(ended.stderr, words, args.join(' '));
    assert.equal(ended.stdout, '');
  }
  assert.equal(await readFile(inFolder('notes.txt'), 'utf8'), 'x'.repeat(1024));
  assert.ok((await readFile(inFolder('used.img'))).equals(Buffer.alloc(8 * 2 ** 20)));
  assert.equal(await exists('small.img'), false);
});

test('list, inspect, help and version print for people on stdout, and JSON that fits the schema', async () => {
  const list = await run(['list', '--all', '--virtual', '--json']);
  assert.equal(list.exitCode, 0, list.stderr);
  assert.deepEqual(eventsOf(list).at(-1), { event: 'exit', exitCode: 0 });
  const inspected = await run(['inspect', 'image.img']);
  assert.match(inspected.stdout, /image\.img[\s\S]*5,243,392 bytes/);
  assert.match((await run(['--version'])).stdout, /^stickwright \d+\.\d+\.\d+\n$/);
  for (const topic of ['list', 'inspect', 'write', 'verify', 'help']) {
    assert.match((await run(['help', topic])).stdout, /^stickwright /);
  }
});

test('a command that makes no sense is one line and a hint, also as JSON', async () => {
  const ended = await run(['write', '--json', '--frob']);
  assert.equal(ended.exitCode, 2);
  assert.equal(ended.stderr, 'stickwright: There is no option --frob here.\nSee: stickwright help write\n');
  assert.deepEqual(
    eventsOf(ended).map(({ event }) => event),
    ['error', 'exit'],
  );
  const bare = await run([]);
  assert.equal(bare.exitCode, 2);
  assert.match(bare.stderr, /needs a terminal/);
});
