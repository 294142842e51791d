import assert from 'node:assert/strict';
import { close, constants } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openByAuthopen } from '#engine/platform/darwin/authopen.ts';
import { type DescriptorPart, descriptorPartOf } from '#engine/platform/darwin/descriptor-part.ts';
import { readWhole, writeWhole } from '#engine/platform/whole-transfer.ts';
import { AppError } from '#engine/errors/app-error.ts';
import { compile, compilerMissing } from '../helpers/compile-native.ts';

const closeAsync = promisify(close);
const never = new AbortController().signal;

describe('the part for macOS that takes over an open drive', { skip: compilerMissing('gcc') ?? false }, () => {
  let folder = '';
  let program = '';
  let part: DescriptorPart;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stickwright-native-'));
    program = join(folder, 'authopen');
    const addon = join(folder, 'descriptor.node');
    compile('gcc', ['-shared', '-fPIC', 'native/descriptor/descriptor.c', '-o', addon]);
    compile('gcc', ['test/fixtures/programs/authopen-stand-in.c', '-o', program]);
    part = descriptorPartOf(createRequire(import.meta.url)(addon));
  });
  after(async () => await rm(folder, { recursive: true, force: true }));

  it('reads, writes and stores through a descriptor that another program opened', async () => {
    const path = join(folder, `it's "x" $(touch pwned) %PATH% 日本語.img`);
    await writeFile(path, Buffer.alloc(4096, 1));
    const fd = await openByAuthopen({ path, flags: constants.O_RDWR, part, signal: never, program });
    try {
      part.bypassCache(fd);
      await writeWhole(fd, Buffer.alloc(512, 7), 1024);
      await part.synchronize(fd);
      const back = Buffer.alloc(4096);
      await readWhole(fd, back, 0);
      const expected = Buffer.alloc(4096, 1);
      expected.fill(7, 1024, 1536);
      assert.deepEqual(back, expected);
      assert.deepEqual(await readFile(path), expected);
    } finally {
      await closeAsync(fd);
    }
  });

  it('reports a no, a system that keeps the drive back and a missing program by what can be done about each', async () => {
    const open = (name: string, by = program) =>
      openByAuthopen({ path: join(folder, name), flags: constants.O_RDWR, part, signal: never, program: by });
    await assert.rejects(open('denied'), isFailure('ELEVATION_DENIED'));
    await assert.rejects(open('kept'), isFailure('ELEVATION_UNAVAILABLE'));
    await assert.rejects(open('any', join(folder, 'not-there')), isFailure('ELEVATION_UNAVAILABLE'));
  });

  it('stops waiting for a person when the job is cancelled', async () => {
    const stop = new AbortController();
    const path = join(folder, 'waits');
    const opening = openByAuthopen({ path, flags: constants.O_RDWR, part, signal: stop.signal, program });
    setImmediate(() => stop.abort());
    await assert.rejects(opening, { name: 'CancelledError' });
  });

  it('says what is wrong with a descriptor instead of ending the process', async () => {
    assert.throws(() => part.bypassCache(-1), TypeError);
    await assert.rejects(part.receive(999), { code: 'EBADF' });
    await assert.rejects(part.synchronize(999), { code: 'EBADF' });
  });
});

function isFailure(code: string) {
  return (thrown: unknown) => thrown instanceof AppError && thrown.failure.code === code;
}

const mingw = 'x86_64-w64-mingw32-gcc';
describe('the part for Windows that keeps volumes locked', { skip: compilerMissing(mingw) ?? false }, () => {
  it('compiles against the headers of Windows without a warning', () => {
    compile(mingw, ['-fsyntax-only', 'native/volumes/volumes.c']);
  });
});
