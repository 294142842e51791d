import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { cliEventSchema } from '#contract/cli-events.ts';
import type { Receipt } from '#contract/job.ts';
import type { Job } from '#engine/index.ts';
import { bootSigns, makeBootableImage, startsWithImage } from '../helpers/bootable-image.ts';
import { eventually } from '../helpers/eventually.ts';
import { helpersOf, isAlive } from '../helpers/helper-processes.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { runProgram } from '../helpers/run-program.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const MIB = 1024 * 1024;
const IMAGE_BYTES = 192 * MIB;
const missing = await loopDevicesMissing();

describe('a write that was cut short goes on where it was', { skip: missing ?? false }, () => {
  let folder = '';
  let journalFolder = '';
  let imagePath = '';
  let packedPath = '';
  let drive: LoopDevice;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-continue-'));
    journalFolder = join(folder, 'unfinished');
    imagePath = join(folder, 'installer.iso');
    packedPath = `${imagePath}.gz`;
    await makeBootableImage(imagePath, IMAGE_BYTES);
    await writeFile(packedPath, gzipSync(await readFile(imagePath), { level: 1 }));
    drive = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
  });
  after(async () => {
    await drive.detach();
    await rm(folder, { recursive: true, force: true });
  });

  /** Strikes at once; the pids are those of the helpers that run. */
  type Fault = (job: Job, pids: { readonly reader: readonly number[]; readonly worker: readonly number[] }) => void;

  /** One run; `fault` strikes once a third of the image is written, at the latest when it is read back. */
  async function runOnce(options: {
    readonly fault?: Fault;
    readonly isContinued?: boolean;
    readonly path?: string;
    readonly devicePath?: string;
  }): Promise<Receipt> {
    const engine = makeEngine({ journalFolder, storeEveryMs: 20 });
    let hasStruck = options.fault === undefined;
    let pids = { reader: [] as readonly number[], worker: [] as readonly number[] };
    try {
      const { receipt } = await writeRun({
        engine,
        imagePath: options.path ?? imagePath,
        devicePaths: [options.devicePath ?? drive.devicePath],
        isContinued: options.isContinued ?? false,
        onEvent: (event, job) => {
          // Looked up before they are needed: a search as long as the read-back would strike after it.
          if (event.event === 'phase' && event.phase === 'preparing') {
            void Promise.all([helpersOf(process.pid, 'reader'), helpersOf(process.pid, 'worker')]).then(
              ([reader, worker]) => {
                pids = { reader, worker };
              },
            );
          }
          const isVerifying = event.event === 'phase' && event.phase === 'verifying';
          const isUnderWay = event.event === 'progress' && event.progress.doneBytes > IMAGE_BYTES / 3;
          if (hasStruck || !(isVerifying || isUnderWay)) return;
          hasStruck = true;
          options.fault?.(job, pids);
        },
      });
      return receipt;
    } finally {
      await engine.close();
    }
  }

  const kill =
    (who: 'worker' | 'reader'): Fault =>
    (_job, pids) => {
      for (const pid of pids[who]) process.kill(pid, 'SIGKILL');
    };
  const cancel: Fault = (job) => job.cancel();

  /** A run that `fault` cut short; again where it came after the last byte, which a busy machine makes possible. */
  async function cutShort(fault: Fault, path = imagePath): Promise<Receipt> {
    for (let attempt = 1; ; attempt += 1) {
      const receipt = await runOnce({ fault, path });
      const isWhole = await startsWithImage(drive.devicePath, imagePath);
      if (!isWhole || attempt === 5) return receipt;
      const file = await open(drive.backingPath, 'r+');
      await file.write(Buffer.alloc(MIB), 0, MIB, 0);
      await file.close();
    }
  }

  async function assertUnfinished(receipt: Receipt): Promise<void> {
    const [result] = receipt.drives;
    assert.ok(result !== undefined && (result.outcome === 'failed' || result.outcome === 'cancelled'));
    assert.ok(result.continueBytes > 16 * MIB, `${result.continueBytes} bytes to go on from`);
    assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), [], 'it does not look finished');
  }

  for (const [name, fault, isPacked] of [
    ['SIGKILL of the worker', kill('worker'), false],
    ['SIGKILL of the worker, image packed', kill('worker'), true],
    ['SIGKILL of the reader, image packed', kill('reader'), true],
    ['a cancel', cancel, false],
  ] as const) {
    it(`after ${name}, and ends equal and bootable`, async () => {
      const path = isPacked ? packedPath : imagePath;
      const cut = await cutShort(fault, path);
      await assertUnfinished(cut);

      const receipt = await runOnce({ path, isContinued: true });
      assert.equal(receipt.outcome, 'verified', JSON.stringify(receipt.drives[0]?.failure ?? receipt.failure));
      const kept = receipt.drives[0]?.keptBytes ?? 0;
      assert.ok(kept > 16 * MIB, `${kept} bytes were not written again`);
      assert.ok(await startsWithImage(drive.devicePath, imagePath));
      assert.deepEqual(await readdir(journalFolder), [], 'a finished drive has nothing to go on from');
    });
  }

  it('also from the command line, which says that it can', async () => {
    const state = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = join(folder, 'state');
    try {
      const args = ['write', imagePath, '--to', drive.devicePath, '--virtual', '--yes', '--json'];
      let isStopped = false;
      const cut = await runProgram(args, {
        cwd: folder,
        onStdout: (text, stop) => {
          if (isStopped || !text.includes('"phase":"verifying"')) return;
          isStopped = true;
          stop('SIGTERM');
        },
      });
      assert.equal(cut.exitCode, 130, cut.stderr);
      assert.match(cut.stderr, /--continue goes on from there/u);
      const ended = await runProgram([...args, '--continue'], { cwd: folder });
      assert.equal(ended.exitCode, 0, ended.stderr);
      assert.match(ended.stderr, /from an earlier try/u);
      const lines = ended.stdout.split('\n').filter((line) => line !== '');
      const result = lines
        .map((line) => cliEventSchema.parse(JSON.parse(line)))
        .find(({ event }) => event === 'result');
      assert.ok(result?.event === 'result' && result.keptBytes > IMAGE_BYTES / 2, 'most of it was kept');
      assert.ok(await startsWithImage(drive.devicePath, imagePath));
    } finally {
      if (state === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = state;
    }
  });

  it('after SIGKILL of the program itself: its helpers end, and what was noted is enough', async () => {
    const state = process.env['XDG_STATE_HOME'];
    process.env['XDG_STATE_HOME'] = join(folder, 'killed');
    const unfinished = join(folder, 'killed', 'stickwright', 'unfinished');
    const args = ['write', imagePath, '--to', drive.devicePath, '--virtual', '--yes', '--json'];

    /** Kills the program once its drive is read back; the worker is held until what was stored is noted. */
    async function killProgram(): Promise<void> {
      let pid = 0;
      let workers: Promise<number[]> = Promise.resolve([]);
      let isPreparing = false;
      let striking: Promise<void> | null = null;
      await runProgram(args, {
        cwd: folder,
        onStart: (started) => {
          pid = started;
        },
        onStdout: (text, stop) => {
          if (!isPreparing && text.includes('"phase":"preparing"')) {
            isPreparing = true;
            workers = helpersOf(pid, 'worker');
          }
          if (striking !== null || !text.includes('"phase":"verifying"')) return;
          striking = workers.then(async (found) => {
            for (const worker of found) process.kill(worker, 'SIGSTOP');
            await eventually(async () => assert.match((await readdir(unfinished)).join(), /\.json$/u), 30_000);
            stop('SIGKILL');
            for (const worker of found) process.kill(worker, 'SIGCONT');
          });
        },
      });
      await striking;
      for (const worker of await workers) {
        await eventually(async () => assert.equal(await isAlive(worker), false, 'the worker ends'), 30_000);
      }
    }
    try {
      await rm(unfinished, { recursive: true, force: true });
      await killProgram();
      assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), [], 'it does not look finished');
      const ended = await runProgram([...args, '--continue'], { cwd: folder });
      assert.equal(ended.exitCode, 0, ended.stderr);
      assert.match(ended.stderr, /from an earlier try/u);
      assert.match(ended.stdout, /"keptBytes":[1-9]\d{7,}/u, 'most of it was kept');
      assert.ok(await startsWithImage(drive.devicePath, imagePath));
    } finally {
      if (state === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = state;
    }
  });

  it('but what changed on the drive meanwhile is not believed', async () => {
    await assertUnfinished(await cutShort(cancel));
    const file = await open(drive.backingPath, 'r+');
    await file.write('changed meanwhile', 10 * MIB);
    await file.close();
    const receipt = await runOnce({ isContinued: true });
    assert.equal(receipt.outcome, 'verified');
    assert.ok((receipt.drives[0]?.keptBytes ?? 0) < 10 * MIB);
    assert.ok(await startsWithImage(drive.devicePath, imagePath));
  });

  it('but not with another image, nor on another drive', async (t) => {
    await assertUnfinished(await cutShort(cancel));
    const engine = makeEngine({ journalFolder });
    t.after(() => engine.close());
    const other = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
    t.after(() => other.detach());
    const [image, packed] = await Promise.all([engine.inspectImage(imagePath), engine.inspectImage(packedPath)]);
    const drives = await engine.listDrives({ virtual: true, all: false, image: null });
    const these = drives.filter(({ identity }) => [drive, other].some((one) => one.devicePath === identity.devicePath));
    assert.equal(these.length, 2);
    const found = await engine.continuations(image, these);
    assert.deepEqual(
      [...found.keys()].map((id) => these.find((one) => one.id === id)?.identity.devicePath),
      [drive.devicePath],
    );
    assert.equal((await engine.continuations(packed, these)).size, 0);

    const receipt = await runOnce({});
    assert.deepEqual([receipt.outcome, receipt.drives[0]?.keptBytes], ['verified', 0], 'unasked, all is written anew');
    assert.equal((await engine.continuations(image, these)).size, 0);
  });
});
