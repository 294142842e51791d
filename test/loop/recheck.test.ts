import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliEvent, cliEventSchema } from '#contract/cli-events.ts';
import { type Receipt, receiptSchema } from '#contract/job.ts';
import { makeBootableImage } from '../helpers/bootable-image.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { type Ended, runProgram } from '../helpers/run-program.ts';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 24 * MIB + 100;
const missing = await loopDevicesMissing();

describe('a drive can be checked later from its receipt alone', { skip: missing ?? false }, () => {
  let folder = '';
  let receiptPath = '';
  let drive: LoopDevice;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-recheck-'));
    receiptPath = join(folder, 'receipt.json');
    drive = await makeLoopDevice({ sizeBytes: 32 * MIB, sectorSizeBytes: 512 });
    const imagePath = join(folder, 'installer.iso');
    await makeBootableImage(imagePath, IMAGE_BYTES);
    const args = ['write', imagePath, '--to', drive.devicePath, '--virtual', '--yes', '--receipt', receiptPath];
    assert.equal((await run(...args)).exitCode, 0);
    await rm(imagePath);
  });
  after(async () => {
    await drive.detach();
    await rm(folder, { recursive: true, force: true });
  });

  const recheck = (path = receiptPath) => run('recheck', path, '--on', drive.devicePath, '--virtual', '--json');

  it('which says so, and makes a receipt of its own', async () => {
    const ended = await recheck();
    assert.equal(ended.exitCode, 0, ended.stderr);
    const made = eventsOf(ended).find((event) => event.event === 'receipt');
    const past = receiptSchema.parse(JSON.parse(await readFile(receiptPath, 'utf8')));
    assert.ok(made?.event === 'receipt');
    const { mode, outcome, recheckOf, image } = made.receipt;
    assert.deepEqual([mode, outcome, recheckOf], ['verify', 'verified', past.jobId]);
    assert.equal(image.sha256, past.image.sha256);
  });

  it('and the changed blocks are named; what lies behind the image does not matter', async () => {
    await flip(drive.devicePath, IMAGE_BYTES + 600);
    assert.equal((await recheck()).exitCode, 0);
    for (const at of [5 * MIB + 3, 24 * MIB + 99]) await flip(drive.devicePath, at);
    const ended = await recheck();
    assert.equal(ended.exitCode, 4);
    const result = eventsOf(ended).find((event) => event.event === 'result');
    const failure = result?.event === 'result' ? result.failure : null;
    assert.equal(failure?.code, 'VERIFY_MISMATCH');
    assert.deepEqual(failure.params.ranges, [
      { offsetBytes: 5 * MIB, lengthBytes: MIB },
      { offsetBytes: 24 * MIB, lengthBytes: 100 },
    ]);
    for (const at of [5 * MIB + 3, 24 * MIB + 99]) await flip(drive.devicePath, at);
    assert.equal((await recheck()).exitCode, 0);
  });

  it('the SHA-256 decides: block sums that were tampered with do not make a drive equal', async () => {
    const past = receiptSchema.parse(JSON.parse(await readFile(receiptPath, 'utf8')));
    const other = await saved({ ...past, image: { ...past.image, sha256: 'a'.repeat(64) } });
    assert.equal((await recheck(other)).exitCode, 4);
    const older = await saved({ ...past, blocks: null });
    assert.equal((await recheck(older)).exitCode, 0);
  });

  it('a file that is no receipt, or one without a digest, is a wrong command', async () => {
    const past = receiptSchema.parse(JSON.parse(await readFile(receiptPath, 'utf8')));
    const undigested = await saved({ ...past, image: { ...past.image, sha256: null } });
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"receiptVersion": 1');
    for (const path of [undigested, broken, join(folder, 'none.json')]) {
      assert.equal((await recheck(path)).exitCode, 2, path);
    }
  });

  async function saved(receipt: Receipt): Promise<string> {
    const path = join(folder, 'changed.json');
    await writeFile(path, JSON.stringify(receipt));
    return path;
  }
});

function run(...args: readonly string[]): Promise<Ended> {
  return runProgram(args, { cwd: tmpdir() });
}

function eventsOf({ stdout }: Ended): readonly CliEvent[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => cliEventSchema.parse(JSON.parse(line)));
}

/** Turns over one byte of a drive that a test attached. */
async function flip(devicePath: string, at: number): Promise<void> {
  const file = await open(devicePath, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    await file.write(Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, at);
    await file.sync();
  } finally {
    await file.close();
  }
}
