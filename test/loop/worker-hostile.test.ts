import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import type { FileIdentity } from '#contract/image.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import type { WorkerDrive, WorkerPlan } from '#contract/worker.ts';
import { encodeControl } from '#engine/wire/frame-codec.ts';
import { bootSigns, makeBootableImage, putOldTable, startsWithBytes } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { plannedDrive, WorkerChild } from '../helpers/worker-child.ts';

const MIB = 1024 * 1024;
const DRIVE_BYTES = 16 * MIB;
const IMAGE_BYTES = 4 * MIB;
/** A worker that got nonsense must be gone within this. */
const GONE_MS = 5000;
const missing = await loopDevicesMissing();

/**
 * The privileged worker against a parent that lies and a socket that misbehaves: it ends or refuses, and writes to nothing
 * but the drive that was proven to be the one of the plan.
 */
describe('the privileged worker trusts nobody', { skip: missing ?? false }, () => {
  let folder = '';
  let imagePath = '';
  before(async () => {
    folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright-hostile-'));
    imagePath = path.join(folder, 'image.img');
    await makeBootableImage(imagePath, IMAGE_BYTES);
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));

  function worker(t: TestContext, imageFd: number | null = null): WorkerChild {
    const child = new WorkerChild(imageFd);
    cleanUp(t, () => child.close());
    return child;
  }

  /** A drive with an old table, and a promise that it still stands there. */
  async function untouchedDrive(t: TestContext) {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    const old = await putOldTable(drive.devicePath, DRIVE_BYTES);
    return {
      devicePath: drive.devicePath,
      loop: drive,
      isUntouched: () => startsWithBytes(drive.devicePath, old),
    };
  }

  async function plan(drives: readonly WorkerDrive[], change: Partial<WorkerPlan> = {}): Promise<WorkerPlan> {
    return {
      jobId: 'job',
      mode: 'write',
      drives,
      source: { kind: 'descriptor', fd: 3, sizeBytes: IMAGE_BYTES },
      imageFile: await identityOf(imagePath),
      ownPaths: [],
      verify: true,
      eject: false,
      storeEveryMs: 5000,
      stallLimitMs: 10_000,
      ...change,
    };
  }

  async function withImage(t: TestContext, file = imagePath): Promise<WorkerChild> {
    const handle = await open(file, 'r');
    cleanUp(t, () => handle.close());
    return worker(t, handle.fd);
  }

  const frame = (lengthBytes: number, type: number, payload: Uint8Array) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(lengthBytes);
    head[4] = type;
    return Buffer.concat([head, payload]);
  };
  const text = (line: string) => Buffer.from(line);
  const nonsense: readonly (readonly [string, Uint8Array])[] = [
    ['random bytes', randomBytes(4096)],
    ['a frame of 4 GiB', frame(0xffff_ffff, 0, Buffer.alloc(64))],
    ['a frame just over the limit', frame(2 * MIB, 0, Buffer.alloc(2 * MIB))],
    ['an empty frame', frame(0, 0, Buffer.alloc(0))],
    ['a frame of an unknown type', frame(3, 9, text('abc'))],
    ['a data frame', frame(16, 1, Buffer.alloc(16))],
    ['what is not JSON', frame(5, 0, text('{"a":'))],
    ['a deeply nested message', frame(200_000, 0, text('['.repeat(100_000) + ']'.repeat(100_000)))],
    ['a message of an unknown type', encodeControl({ type: 'erase-everything' })],
    ['a message with a field too many', encodeControl({ type: 'cancel', driveId: null, sudo: true })],
    ['a prototype for a message', frame(38, 0, text('{"__proto__":{"type":"cancel"},"type":1'))],
    ['permission to finish before any plan', encodeControl({ type: 'finish', driveId: 'drive' })],
    ['a plan of another protocol', encodeControl({ type: 'start', protocol: PROTOCOL_VERSION + 1, plan: {} })],
    ['a plan without drives', encodeControl({ type: 'start', protocol: PROTOCOL_VERSION, plan: { drives: [] } })],
  ];
  for (const [what, bytes] of nonsense) {
    it(`ends at ${what}`, async (t) => {
      const child = worker(t);
      await child.message('ready');
      const atMs = performance.now();
      child.sendBytes(bytes);
      child.hangUp();
      const { exitCode, signal } = await child.ended;
      assert.ok(performance.now() - atMs < GONE_MS);
      assert.equal(signal, null);
      assert.equal(exitCode, 0);
      const started = child.messages.filter(({ type }) => type === 'started');
      assert.deepEqual(started, [], 'nothing was begun');
    });
  }

  it('takes one plan: a second one ends the job, and the drive stays blank', async (t) => {
    const drive = await untouchedDrive(t);
    const child = await withImage(t);
    const own = await plan([await plannedDrive(drive.devicePath)]);
    child.start(own);
    child.start(own);
    await child.ended;
    assert.ok(child.messages.some((message) => message.type === 'fatal' && message.failure.code === 'WORKER_PROTOCOL'));
    assert.ok((await drive.isUntouched()) || (await bootSigns(drive.devicePath, DRIVE_BYTES)).length === 0);
  });

  it('does not finish a drive on a permission that came before it asked', async (t) => {
    const drive = await untouchedDrive(t);
    const child = await withImage(t);
    child.start(await plan([await plannedDrive(drive.devicePath)]));
    for (let times = 0; times < 50; times += 1) child.send({ type: 'finish', driveId: 'drive' });
    child.send({ type: 'finish', driveId: 'another' });
    await child.message('prepared-to-finish');
    assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
    child.hangUp();
    await child.ended;
    assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
  });

  const lies: readonly (readonly [string, (identity: WorkerDrive['identity']) => WorkerDrive['identity']])[] = [
    ['size', (identity) => ({ ...identity, sizeBytes: identity.sizeBytes + 512 })],
    ['serial number', (identity) => ({ ...identity, serial: 'another' })],
    ['model', (identity) => ({ ...identity, model: 'another' })],
    ['attachment', (identity) => ({ ...identity, diskSeq: (identity.diskSeq ?? 0) + 1 })],
    ['backing file', (identity) => ({ ...identity, backing: '1:1' })],
    ['bus', (identity) => ({ ...identity, bus: 'usb' })],
  ];
  for (const [what, change] of lies) {
    it(`refuses a drive whose ${what} is not that of the plan`, async (t) => {
      const drive = await untouchedDrive(t);
      const child = await withImage(t);
      const planned = await plannedDrive(drive.devicePath);
      child.start(await plan([{ ...planned, identity: change(planned.identity) }]));
      const ended = await child.message('drive-ended');
      assert.equal(ended.failure?.code, 'DRIVE_CHANGED');
      assert.equal(ended.stats.isTouched, false);
      assert.ok(await drive.isUntouched());
    });
  }

  it('refuses virtual drives where the plan does not allow them', async (t) => {
    const drive = await untouchedDrive(t);
    const child = await withImage(t);
    child.start(await plan([{ ...(await plannedDrive(drive.devicePath)), isVirtual: false }]));
    const ended = await child.message('drive-ended');
    assert.equal(ended.failure?.code, 'DRIVE_PROTECTED');
    assert.ok(await drive.isUntouched());
  });

  it('refuses the drive that carries the image or the files of the program', async (t) => {
    const drive = await untouchedDrive(t);
    const mounted = path.join(folder, 'mounted');
    await promisify(execFile)('mkfs.ext4', ['-q', drive.devicePath]);
    await promisify(execFile)('mkdir', ['-p', mounted]);
    await promisify(execFile)('mount', [drive.devicePath, mounted]);
    cleanUp(t, () => promisify(execFile)('umount', [mounted]));
    const own = path.join(mounted, 'own.img');
    await promisify(execFile)('cp', [imagePath, own]);
    for (const change of [{ imageFile: await identityOf(own) }, { ownPaths: [own] }]) {
      const child = await withImage(t, own);
      child.start(await plan([await plannedDrive(drive.devicePath)], change));
      const ended = await child.message('drive-ended');
      assert.equal(ended.failure?.code, 'DRIVE_PROTECTED');
      assert.equal(ended.stats.isTouched, false);
    }
  });

  for (const where of [
    '/dev/null',
    '/dev/zero',
    '/dev/mem',
    '/dev/tty',
    '/etc',
    '/etc/hostname',
    '/dev/nothing',
    '../x',
  ]) {
    it(`refuses "${where}" as a drive`, async (t) => {
      const drive = await untouchedDrive(t);
      const child = await withImage(t);
      const planned = await plannedDrive(drive.devicePath);
      child.start(await plan([{ ...planned, identity: { ...planned.identity, devicePath: where } }]));
      const ended = await child.message('drive-ended');
      assert.equal(ended.outcome, 'failed');
      assert.equal(ended.stats.isTouched, false);
      assert.ok(await drive.isUntouched());
    });
  }

  it('follows no link that was put in the place of a drive', async (t) => {
    const [confirmed, other] = [await untouchedDrive(t), await untouchedDrive(t)];
    const link = path.join(folder, 'link');
    await symlink(confirmed.devicePath, link);
    const planned = await plannedDrive(link);
    await symlink(other.devicePath, `${link}2`);
    await rename(`${link}2`, link);
    for (const devicePath of [link, planned.identity.devicePath]) {
      const child = await withImage(t);
      const isLink = devicePath === link;
      child.start(await plan([{ ...planned, identity: { ...planned.identity, devicePath } }], { mode: 'verify' }));
      if (!isLink) {
        await child.message('prepared-to-finish');
        child.send({ type: 'finish', driveId: 'drive' });
      }
      const ended = await child.message('drive-ended');
      if (isLink) assert.equal(ended.failure?.code, 'DRIVE_CHANGED');
      else assert.equal(ended.failure?.code, 'VERIFY_MISMATCH', 'the drive itself is read, not the link');
    }
    assert.ok((await confirmed.isUntouched()) && (await other.isUntouched()));
  });

  it('takes no node of its own making for a drive that was swapped behind it', async (t) => {
    const [confirmed, other] = [await untouchedDrive(t), await untouchedDrive(t)];
    const node = path.join(folder, 'node');
    const planned = await plannedDrive(confirmed.devicePath);
    const { rdev } = await stat(other.devicePath);
    await promisify(execFile)('mknod', [node, 'b', String(rdev >> 8), String(rdev & 0xff)]);
    const child = await withImage(t);
    child.start(await plan([{ ...planned, identity: { ...planned.identity, devicePath: node } }]));
    const ended = await child.message('drive-ended');
    assert.equal(ended.failure?.code, 'DRIVE_CHANGED');
    assert.ok((await confirmed.isUntouched()) && (await other.isUntouched()));
  });

  it('does not write from a descriptor that is not the image of the plan', async (t) => {
    const other = path.join(folder, 'other.img');
    await makeBootableImage(other, IMAGE_BYTES);
    for (const file of [other, '/dev/zero', folder]) {
      const drive = await untouchedDrive(t);
      const child = await withImage(t, file);
      child.start(await plan([await plannedDrive(drive.devicePath)]));
      const ended = await child.message('drive-ended');
      assert.equal(ended.outcome, 'failed', file);
      assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), [], file);
    }
  });

  it('names the same drive twice: at most one of them is written', async (t) => {
    const drive = await untouchedDrive(t);
    const child = await withImage(t);
    const planned = await plannedDrive(drive.devicePath);
    child.start(await plan([planned, { ...planned, driveId: 'again' }]));
    await child.message('drive-ended');
    child.hangUp();
    await child.ended;
    // a stop during the capacity probe gives everything back
    assert.ok((await drive.isUntouched()) || (await bootSigns(drive.devicePath, DRIVE_BYTES)).length === 0);
  });

  describe('with a socket that misbehaves', () => {
    const data = (offsetBytes: number, bytes: Uint8Array) => {
      const head = Buffer.alloc(13);
      head.writeUInt32BE(8 + bytes.length);
      head[4] = 1;
      head.writeBigUInt64BE(BigInt(offsetBytes), 5);
      return Buffer.concat([head, bytes]);
    };
    const answers: readonly (readonly [string, Buffer])[] = [
      ['random bytes', randomBytes(100_000)],
      ['more than was granted', data(0, Buffer.alloc(900 * 1024)).subarray(0, 13)],
      ['bytes of another place', data(4096, Buffer.alloc(4096))],
      ['a message where data is expected', encodeControl({ type: 'finish', driveId: 'drive' })],
      ['a frame of 4 GiB', frame(0xffff_ffff, 1, Buffer.alloc(64))],
      ['less than was announced', data(0, Buffer.alloc(MIB / 2))],
    ];
    for (const [what, bytes] of answers) {
      it(`is not made bootable by ${what}`, async (t) => {
        const drive = await untouchedDrive(t);
        const socketPath = path.join(folder, `socket-${randomBytes(4).toString('hex')}`);
        const server = createServer((socket) => {
          socket.on('error', () => undefined); // the worker hangs up on it
          socket.end(bytes);
        });
        await new Promise<void>((resolve) => server.listen(socketPath, resolve));
        cleanUp(t, () => new Promise((resolve) => server.close(resolve)));
        const child = worker(t);
        child.start(
          await plan([await plannedDrive(drive.devicePath)], {
            source: { kind: 'channel', socketPath, sizeBytes: IMAGE_BYTES },
          }),
        );
        child.send({ type: 'source-ended', totalBytes: IMAGE_BYTES });
        child.send({ type: 'finish', driveId: 'drive' });
        await Promise.race([child.message('fatal'), child.message('drive-ended')]);
        child.hangUp();
        await child.ended;
        assert.ok(child.messages.every((message) => message.type !== 'drive-ended' || message.outcome !== 'verified'));
        assert.ok((await drive.isUntouched()) || (await bootSigns(drive.devicePath, DRIVE_BYTES)).length === 0);
      });
    }

    for (const socketPath of ['/nowhere/at/all', '127.0.0.1:80', '/etc/hostname']) {
      it(`gets no data from ${socketPath}, and says so`, async (t) => {
        const drive = await untouchedDrive(t);
        const child = worker(t);
        child.start(
          await plan([await plannedDrive(drive.devicePath)], {
            source: { kind: 'channel', socketPath, sizeBytes: null },
          }),
        );
        const ended = await child.message('drive-ended');
        assert.equal(ended.failure?.code, 'READER_LOST');
        assert.deepEqual(await bootSigns(drive.devicePath, DRIVE_BYTES), []);
      });
    }
  });
});

async function identityOf(file: string): Promise<FileIdentity> {
  const facts = await stat(file, { bigint: true });
  return {
    device: String(facts.dev),
    inode: String(facts.ino),
    sizeBytes: Number(facts.size),
    modifiedNs: String(facts.mtimeNs),
  };
}
