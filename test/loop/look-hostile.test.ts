import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { LOOK_LIMITS, type LookPlan } from '#contract/look.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { readIdentity } from '#engine/platform/linux/identity.ts';
import { encodeControl } from '#engine/wire/frame-codec.ts';
import { putOldTable } from '../helpers/bootable-image.ts';
import { cleanUp } from '../helpers/clean-up.ts';
import { LookChild } from '../helpers/look-child.ts';
import { loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';

const run = promisify(execFile);
const DRIVE_BYTES = 2 * 2 ** 20;
const missing = await loopDevicesMissing();

/** The privileged program in its reading form, against a parent that lies: it ends or refuses, and writes nothing. */
describe('the looking process trusts nobody', { skip: missing ?? false }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'stickwright-look-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));

  /** A drive with an old table, and a promise that it is unchanged when the test ends. */
  async function oldDrive(t: TestContext): Promise<LookPlan> {
    const drive = await makeLoopDevice({ sizeBytes: DRIVE_BYTES, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    await putOldTable(drive.devicePath, DRIVE_BYTES);
    const bytesBefore = await readFile(drive.backingPath);
    cleanUp(t, async () => assert.ok((await readFile(drive.backingPath)).equals(bytesBefore), 'nothing was written'));
    return { driveId: 'drive', identity: await readIdentity(drive.devicePath), isVirtual: true };
  }

  function looker(t: TestContext): LookChild {
    const child = new LookChild();
    cleanUp(t, () => child.close());
    return child;
  }

  async function opened(t: TestContext): Promise<LookChild> {
    const child = looker(t);
    child.send({ type: 'look', protocol: PROTOCOL_VERSION, plan: await oldDrive(t) });
    await child.message('opened');
    return child;
  }

  /** It said that the protocol was broken, gave no bytes, and is gone. */
  async function endsIn(child: LookChild, code: string): Promise<void> {
    const { failure } = await child.message('fatal');
    assert.equal(failure.code, code, failure.message);
    const { exitCode, signal } = await child.ended;
    assert.deepEqual([exitCode, signal], [0, null]);
  }

  it('gives the bytes of the drive, at any place and of any length', async (t) => {
    const plan = await oldDrive(t);
    const bytes = await readFile(plan.identity.devicePath);
    const child = looker(t);
    child.send({ type: 'look', protocol: PROTOCOL_VERSION, plan });
    const { sizeBytes, sectorSizeBytes } = await child.message('opened');
    assert.deepEqual([sizeBytes, sectorSizeBytes], [DRIVE_BYTES, 512]);
    for (const [offsetBytes, lengthBytes] of [
      [0, 1],
      [510, 2],
      [1000, 5000],
      [DRIVE_BYTES - 1, 1],
      [DRIVE_BYTES - LOOK_LIMITS.readBytes, LOOK_LIMITS.readBytes],
    ] as const) {
      const read = await child.read(offsetBytes, lengthBytes);
      assert.ok(read.equals(bytes.subarray(offsetBytes, offsetBytes + lengthBytes)), `${offsetBytes}`);
    }
    child.hangUp();
    assert.equal((await child.ended).exitCode, 0);
  });

  const refused: readonly (readonly [string, object])[] = [
    ['a reading beyond the end', { type: 'read', requestId: 1, offsetBytes: DRIVE_BYTES - 100, lengthBytes: 101 }],
    ['a reading far beyond the end', { type: 'read', requestId: 1, offsetBytes: 2 ** 52, lengthBytes: 512 }],
    ['a reading at a negative place', { type: 'read', requestId: 1, offsetBytes: -512, lengthBytes: 512 }],
    ['a reading of nothing', { type: 'read', requestId: 1, offsetBytes: 0, lengthBytes: 0 }],
    [
      'a reading that is too large',
      { type: 'read', requestId: 1, offsetBytes: 0, lengthBytes: LOOK_LIMITS.readBytes + 1 },
    ],
    ['a message that writes', { type: 'write', requestId: 1, offsetBytes: 0, base64: 'AAAA' }],
    ['permission to finish', { type: 'finish', driveId: 'drive' }],
    ['a reading with a field too many', { type: 'read', requestId: 1, offsetBytes: 0, lengthBytes: 1, write: true }],
  ];
  for (const [what, message] of refused) {
    it(`ends at ${what}`, async (t) => {
      const child = await opened(t);
      child.sendBytes(encodeControl(message));
      await endsIn(child, 'WORKER_PROTOCOL');
      assert.ok(child.messages.every(({ type }) => type !== 'bytes'));
    });
  }

  it('takes no plan of the writing worker, and no second one', async (t) => {
    const plan = await oldDrive(t);
    const writing = looker(t);
    const drives = [{ ...plan, sectorSizeBytes: 512, isUnlocked: true, continueBytes: 0 }];
    writing.sendBytes(encodeControl({ type: 'start', protocol: PROTOCOL_VERSION, plan: { mode: 'write', drives } }));
    await endsIn(writing, 'WORKER_PROTOCOL');
    const early = looker(t);
    early.send({ type: 'read', requestId: 1, offsetBytes: 0, lengthBytes: 512 });
    await endsIn(early, 'WORKER_PROTOCOL');
    const twice = await opened(t);
    twice.send({ type: 'look', protocol: PROTOCOL_VERSION, plan });
    await endsIn(twice, 'WORKER_PROTOCOL');
  });

  it('gives no more than its share of bytes', async (t) => {
    const child = await opened(t);
    const reads = LOOK_LIMITS.totalBytes / LOOK_LIMITS.readBytes;
    for (let index = 0; index < reads; index += 1) await child.read(0, LOOK_LIMITS.readBytes);
    child.send({ type: 'read', requestId: reads + 1, offsetBytes: 0, lengthBytes: 1 });
    await endsIn(child, 'WORKER_PROTOCOL');
  });

  it('holds no flood of readings', async (t) => {
    const child = await opened(t);
    for (let requestId = 1; requestId <= 5000; requestId += 1) {
      child.send({ type: 'read', requestId, offsetBytes: 0, lengthBytes: LOOK_LIMITS.readBytes });
    }
    await endsIn(child, 'WORKER_PROTOCOL');
  });

  it('refuses a drive that is another one than the chosen', async (t) => {
    const plan = await oldDrive(t);
    for (const change of [{ diskSeq: 1 }, { sizeBytes: DRIVE_BYTES + 512 }, { serial: 'another' }]) {
      const child = looker(t);
      const identity = { ...plan.identity, ...change };
      child.send({ type: 'look', protocol: PROTOCOL_VERSION, plan: { ...plan, identity } });
      await endsIn(child, 'DRIVE_CHANGED');
    }
  });

  it('refuses a drive that holds a system folder, one that is swapped to, and a virtual one that was not asked for', async (t) => {
    const drive = await makeLoopDevice({ sizeBytes: 16 * 2 ** 20, sectorSizeBytes: 512 });
    cleanUp(t, () => drive.detach());
    const look = async (isVirtual: boolean) => {
      const child = looker(t);
      const plan = { driveId: 'drive', identity: await readIdentity(drive.devicePath), isVirtual };
      child.send({ type: 'look', protocol: PROTOCOL_VERSION, plan });
      return child;
    };
    await endsIn(await look(false), 'CONTENTS_REFUSED');

    await run('mke2fs', ['-q', '-F', drive.devicePath]);
    const system = '/var/lib/stickwright-look-test';
    await run('mkdir', ['-p', system]);
    cleanUp(t, () => run('rmdir', [system]));
    await run('mount', [drive.devicePath, system]);
    cleanUp(t, () => run('umount', [system]).catch(() => {}));
    await endsIn(await look(true), 'CONTENTS_REFUSED');
    await run('umount', [system]);

    await run('mkswap', [drive.devicePath]);
    try {
      await run('swapon', [drive.devicePath]);
    } catch {
      return t.diagnostic('this kernel takes no swap here');
    }
    cleanUp(t, () => run('swapoff', [drive.devicePath]));
    await endsIn(await look(true), 'CONTENTS_REFUSED');
  });

  for (const devicePath of ['/dev/null', '/dev/mem', '/etc', '/dev/nothing', '../x']) {
    it(`refuses "${devicePath}" as a drive`, async (t) => {
      const plan = await oldDrive(t);
      const child = looker(t);
      const identity = { ...plan.identity, devicePath };
      child.send({ type: 'look', protocol: PROTOCOL_VERSION, plan: { ...plan, identity } });
      const { failure } = await child.message('fatal');
      assert.match(failure.code, /^DRIVE_/);
      await child.ended;
    });
  }
});
