import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Network } from '#contract/download.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { Receipt } from '#contract/job.ts';
import { bootSigns, makeBootableImage, putOldTable, startsWithBytes } from '../helpers/bootable-image.ts';
import { type Fault, FaultServer, type Served, send, sendAndBreak } from '../helpers/fault-server.ts';
import { type LoopDevice, loopDevicesMissing, makeLoopDevice } from '../helpers/loop-device.ts';
import { makeEngine, writeRun } from '../helpers/write-run.ts';

const IMAGE_BYTES = 6 * 1024 * 1024;
const HALF = IMAGE_BYTES / 2;
const NETWORK: Network = {
  httpProxy: null,
  httpsProxy: null,
  noProxy: null,
  caFile: null,
  silenceMs: 20_000, // a busy machine is no silent server
  retryDelaysMs: [10, 10, 10],
};
/** For servers that do fall silent. */
const SHORT_SILENCE_MS = 1500;
const missing = await loopDevicesMissing();

/** What a run ended as: the written drive is equal, or a failure by its code or reason. */
type Outcome = 'equal' | string;

describe('an image written straight from a server that misbehaves', { skip: missing ?? false }, () => {
  let folder = '';
  let image: Buffer;
  let packed: Buffer;
  let drive: LoopDevice;
  let silenceMs = NETWORK.silenceMs;
  const engine = makeEngine({ network: () => ({ ...NETWORK, silenceMs }) });

  before(async () => {
    drive = await makeLoopDevice({ sizeBytes: IMAGE_BYTES, sectorSizeBytes: 512 });
    folder = await mkdtemp(path.join(tmpdir(), 'stickwright-url-'));
    const imagePath = path.join(folder, 'a.img');
    await makeBootableImage(imagePath, IMAGE_BYTES);
    image = await readFile(imagePath);
    packed = gzipSync(image, { level: 1 });
  });
  after(async () => {
    await engine.close();
    await drive.detach();
    await rm(folder, { recursive: true, force: true });
  });

  interface Case {
    readonly fault: Fault;
    readonly file?: '/a.img' | '/a.img.gz';
    readonly expectedSha256?: string;
    readonly expectedSha512?: string;
    readonly hasRanges?: boolean;
    readonly etag?: string | null;
    /** The fault is there from the first look on. */
    readonly isAlways?: boolean;
    /** The fault is a server that says nothing more: not waited for as long as usual. */
    readonly isSilent?: boolean;
  }

  /** One whole run, the fault beginning after the look; the drive was checked to be equal or blank. */
  async function run(one: Case): Promise<Outcome> {
    const { fault, file = '/a.img', isAlways = false, isSilent = false, ...rest } = one;
    let isArmed = isAlways;
    silenceMs = isSilent ? SHORT_SILENCE_MS : NETWORK.silenceMs;
    const { expectedSha256, expectedSha512, ...options } = rest;
    const files = new Map([
      ['/a.img', image],
      ['/a.img.gz', packed],
    ]);
    const server = await FaultServer.start({ files, fault: (served) => isArmed && fault(served), ...options });
    try {
      await putOldTable(drive.devicePath, IMAGE_BYTES);
      const { receipt } = await writeRun({
        engine,
        imagePath: server.url(file),
        devicePaths: [drive.devicePath],
        ...(expectedSha256 === undefined ? {} : { expectedSha256 }),
        ...(expectedSha512 === undefined ? {} : { expectedSha512 }),
        onLooked: () => {
          isArmed = true;
        },
      });
      return await outcomeOf(receipt);
    } finally {
      await server.close();
    }
  }

  async function outcomeOf(receipt: Receipt): Promise<Outcome> {
    const [result] = receipt.drives;
    if (result?.outcome === 'verified') {
      assert.equal(await startsWithBytes(drive.devicePath, image), true);
      return 'equal';
    }
    assert.deepEqual(await bootSigns(drive.devicePath, IMAGE_BYTES), [], 'the drive must look blank');
    return reasonOf(result?.failure ?? receipt.failure);
  }

  function reasonOf(failure: AppFailure | null): string {
    if (failure === null) return 'no failure';
    return failure.code === 'DOWNLOAD_FAILED' ? failure.params.reason : failure.code;
  }

  const tag = () => `"/a.img-${IMAGE_BYTES}"`;

  /** The head of a good answer from `startBytes` on. */
  function begin(response: ServerResponse, startBytes: number, headers: Record<string, string | number> = {}): void {
    response.writeHead(206, {
      etag: tag(),
      'content-length': IMAGE_BYTES - startBytes,
      'content-range': `bytes ${startBytes}-${IMAGE_BYTES - 1}/${IMAGE_BYTES}`,
      ...headers,
    });
  }

  /** True for the request that carries the image itself, not a look at a part of it. */
  const isWhole = ({ request }: Served) => /^bytes=\d+-$/.test(request.headers.range ?? '');

  /** Breaks the first answer there, then does `then` with every later one. */
  function brokenAt(breakBytes: number, then: Fault = () => false): Fault {
    let isBroken = false;
    return async (served) => {
      if (!isWhole(served)) return false;
      if (isBroken) return await then(served);
      isBroken = true;
      begin(served.response, served.startBytes);
      await sendAndBreak(served.response, image.subarray(served.startBytes, breakBytes));
      return true;
    };
  }

  const answered = (response: ServerResponse, status: number, headers: Record<string, string> = {}) =>
    Boolean(response.writeHead(status, headers).end());

  it('goes on wherever the connection breaks', async () => {
    const places = [0, 1, IMAGE_BYTES / 4, HALF, IMAGE_BYTES - 1];
    for (const place of places) assert.equal(await run({ fault: brokenAt(place) }), 'equal', `broken at ${place}`);
  });

  it('goes on where it can be sure that it is the same file', async () => {
    let busy = 0;
    const cases: readonly (readonly [string, Fault])[] = [
      [
        'breaks again and again',
        async (served) => {
          if (!isWhole(served)) return false;
          const end = Math.min(IMAGE_BYTES, served.startBytes + 1_500_000);
          begin(served.response, served.startBytes);
          await sendAndBreak(served.response, image.subarray(served.startBytes, end));
          return true;
        },
      ],
      [
        'is busy once',
        brokenAt(HALF, ({ response }) => {
          busy += 1;
          return busy === 1 && answered(response, 503);
        }),
      ],
      [
        'begins from the start',
        brokenAt(HALF, async ({ response }) => {
          response.writeHead(200, { etag: tag(), 'content-length': IMAGE_BYTES });
          await send(response, image);
          return true;
        }),
      ],
      [
        'falls silent once',
        (() => {
          let wasSilent = false;
          const fault: Fault = (served) => {
            if (wasSilent || !isWhole(served)) return false;
            wasSilent = true;
            begin(served.response, served.startBytes);
            served.response.write(image.subarray(served.startBytes, HALF));
            return true;
          };
          return fault;
        })(),
      ],
    ];
    for (const [name, fault] of cases) {
      assert.equal(await run({ fault, isSilent: name === 'falls silent once' }), 'equal', name);
    }
    assert.equal(await run({ fault: () => false, file: '/a.img.gz', hasRanges: false }), 'equal', 'no ranges');
    assert.equal(await run({ fault: () => false, hasRanges: false, etag: null }), 'equal', 'nothing but bytes');
  });

  it('follows redirects to another server', async () => {
    const other = await FaultServer.start({ files: new Map([['/b.img', image]]) });
    const fault: Fault = ({ response }) => answered(response, 307, { location: other.url('/b.img') });
    try {
      assert.equal(await run({ fault, isAlways: true }), 'equal');
    } finally {
      await other.close();
    }
  });

  it('fails and leaves the drive blank where it cannot be sure', async () => {
    const cases: readonly (readonly [Outcome, Case])[] = [
      ['status', { fault: ({ response }) => answered(response, 404) }],
      ['broken', { fault: ({ response }) => Boolean(response.destroy()) }],
      ['broken', { fault: brokenAt(HALF, ({ response }) => Boolean(response.destroy())) }],
      ['too-many-redirects', { fault: ({ response }) => answered(response, 302, { location: '/a.img' }) }],
      [
        'IMAGE_CHANGED',
        {
          fault: async ({ response }) => {
            response.writeHead(200, { etag: '"new"', 'content-length': IMAGE_BYTES });
            await send(response, image);
            return true;
          },
        },
      ],
      [
        'changed',
        {
          fault: brokenAt(HALF, async ({ response }) => {
            response.writeHead(200, { etag: '"new"', 'content-length': IMAGE_BYTES });
            await send(response, image);
            return true;
          }),
        },
      ],
      [
        'changed',
        {
          fault: brokenAt(HALF, ({ response, startBytes }) => {
            begin(response, startBytes, { etag: '"new"' });
            return Boolean(response.end(image.subarray(startBytes)));
          }),
        },
      ],
      [
        'changed',
        { fault: brokenAt(HALF, ({ response }) => answered(response, 200, { 'content-type': 'text/html' })) },
      ],
      [
        'changed',
        { fault: brokenAt(HALF, ({ response }) => answered(response, 416, { 'content-range': 'bytes */5' })) },
      ],
      ['status', { fault: brokenAt(HALF, ({ response }) => answered(response, 410)) }],
      [
        'bad-answer',
        {
          fault: brokenAt(HALF, ({ response }) => {
            begin(response, 0);
            return Boolean(response.end(image));
          }),
        },
      ],
      [
        'silence',
        {
          isSilent: true,
          fault: (served) => {
            if (!isWhole(served)) return false;
            begin(served.response, served.startBytes);
            if (served.startBytes === 0) served.response.write(image.subarray(0, HALF));
            return true;
          },
        },
      ],
      [
        'wrong-length',
        {
          fault: (served) => {
            if (!isWhole(served)) return false;
            const { response, startBytes } = served;
            response.writeHead(206, {
              etag: tag(),
              'content-range': `bytes ${startBytes}-${IMAGE_BYTES - 1}/${IMAGE_BYTES}`,
            });
            return Boolean(response.end(startBytes === 0 ? image.subarray(0, HALF) : ''));
          },
        },
      ],
      [
        'wrong-length',
        {
          fault: async (served) => {
            if (!isWhole(served)) return false;
            const { response, startBytes } = served;
            response.writeHead(206, {
              etag: tag(),
              'content-range': `bytes ${startBytes}-${IMAGE_BYTES - 1}/${IMAGE_BYTES}`,
            });
            // the last byte comes with what is too much: alone it would complete the file, and what a server sends
            // more than a second after that is not waited for
            const lastByte = IMAGE_BYTES - 1;
            await send(response, image.subarray(startBytes, lastByte), {
              last: Buffer.concat([image.subarray(lastByte), Buffer.alloc(200_000)]),
            });
            return true;
          },
        },
      ],
      [
        'broken',
        {
          etag: null,
          fault: async (served) => {
            if (!isWhole(served)) return false;
            served.response.writeHead(200, { 'content-length': IMAGE_BYTES });
            await sendAndBreak(served.response, image.subarray(0, HALF));
            return true;
          },
        },
      ],
    ];
    // None of them can end equal: bytes are missing, are of another file, or are too many.
    for (const [index, [expected, one]] of cases.entries()) {
      assert.equal(await run(one), expected, `case ${index}: ${expected}`);
    }
  });

  it('notices a single wrong byte by the checksum, and by the packing', async () => {
    const expectedSha256 = createHash('sha256').update(image).digest('hex');
    const wrong = Buffer.from(image);
    wrong[HALF] = (wrong[HALF] ?? 0) ^ 1;
    const flipped: Fault = (served) => {
      if (!isWhole(served)) return false;
      begin(served.response, served.startBytes);
      return Boolean(served.response.end(wrong.subarray(served.startBytes)));
    };
    assert.equal(await run({ fault: flipped, expectedSha256 }), 'CHECKSUM_MISMATCH');
    assert.equal(await run({ fault: () => false, expectedSha256 }), 'equal');
    assert.equal(await run({ fault: () => false, expectedSha256, file: '/a.img.gz' }), 'equal');
    // a SHA-512 likewise, of the image or of the packed file
    const sha512 = (bytes: Buffer) => createHash('sha512').update(bytes).digest('hex');
    assert.equal(await run({ fault: flipped, expectedSha512: sha512(image) }), 'CHECKSUM_MISMATCH');
    for (const expectedSha512 of [sha512(image), sha512(packed)]) {
      assert.equal(await run({ fault: () => false, expectedSha512, file: '/a.img.gz' }), 'equal');
    }
    const other = sha512(wrong);
    assert.equal(await run({ fault: () => false, expectedSha512: other, file: '/a.img.gz' }), 'CHECKSUM_MISMATCH');

    const damaged = Buffer.from(packed);
    const middle = Math.floor(damaged.length / 2);
    damaged.fill(0xff, middle, middle + 64);
    const etag = `"/a.img.gz-${packed.length}"`;
    const range = `bytes 0-${packed.length - 1}/${packed.length}`;
    const inside: Fault = (served) => {
      if (!isWhole(served)) return false;
      served.response.writeHead(206, { etag, 'content-length': packed.length, 'content-range': range });
      return Boolean(served.response.end(damaged));
    };
    assert.equal(await run({ fault: inside, file: '/a.img.gz' }), 'DECOMPRESS_FAILED');
  });
});
