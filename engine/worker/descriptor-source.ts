import { fstat, read } from 'node:fs';
import { promisify } from 'node:util';
import type { AppFailure } from '#contract/errors.ts';
import type { FileIdentity } from '#contract/image.ts';
import { makeFailure } from '../errors/app-error.ts';
import { type BlockFeed, SLOT_BYTES } from '../write/block-feed.ts';

const fstatAsync = promisify(fstat);

export interface DescriptorSourceRequest {
  readonly fd: number;
  readonly sizeBytes: number;
  /** null: nothing to compare with, which is refused. */
  readonly imageFile: FileIdentity | null;
  readonly feed: BlockFeed;
}

/**
 * Feeds a raw image from a descriptor that the host opened with the user's rights. The descriptor must be the plain file
 * of the plan. Never rejects: a failure goes to the feed as IMAGE_CHANGED or IMAGE_UNREADABLE.
 */
export async function feedFromDescriptor(request: DescriptorSourceRequest): Promise<void> {
  const { fd, sizeBytes, feed } = request;
  if (!(await isSameFile(request))) {
    feed.fail(changed());
    return;
  }
  let ahead = startRead(0);
  for (let offsetBytes = 0; offsetBytes < sizeBytes; ) {
    const filled = await ahead;
    if (filled === null) return; // nobody takes the bytes any more
    const lengthBytes = Math.min(SLOT_BYTES, sizeBytes - offsetBytes);
    if ('failure' in filled) {
      feed.fail(filled.failure);
      return;
    }
    offsetBytes += lengthBytes;
    if (offsetBytes < sizeBytes) ahead = startRead(offsetBytes); // reads on while this block is hashed and written
    feed.publish(filled.slot, lengthBytes);
  }
  if (await isSameFile(request)) feed.end();
  else feed.fail(changed());

  async function startRead(
    offsetBytes: number,
  ): Promise<{ readonly slot: Buffer } | { readonly failure: AppFailure } | null> {
    const slot = await feed.awaitSlot();
    if (slot === null) return null;
    const lengthBytes = Math.min(SLOT_BYTES, sizeBytes - offsetBytes);
    try {
      const got = await readImage(fd, slot.subarray(0, lengthBytes), offsetBytes);
      return got === lengthBytes ? { slot } : { failure: changed() };
    } catch (cause) {
      return {
        failure: makeFailure(
          'IMAGE_UNREADABLE',
          { path: '', offsetBytes },
          { where, message: `Cannot read the image at offset ${offsetBytes}`, cause, nothingWritten: false },
        ),
      };
    }
  }
}

const where = { process: 'worker', operation: 'read-image' } as const;

/** Reads image bytes by place; resolves with how many there were (fewer only at the end of the file). */
export async function readImage(fd: number, into: Buffer, offsetBytes: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const got = await new Promise<number>((resolve, reject) => {
      read(fd, into, done, into.length - done, offsetBytes + done, (cause, bytes) =>
        cause ? reject(cause) : resolve(bytes),
      );
    });
    if (got === 0) return done;
    done += got;
  }
  return done;
}

async function isSameFile({ fd, imageFile, sizeBytes }: DescriptorSourceRequest): Promise<boolean> {
  const stats = await fstatAsync(fd, { bigint: true });
  return (
    imageFile !== null &&
    stats.isFile() &&
    String(stats.dev) === imageFile.device &&
    String(stats.ino) === imageFile.inode &&
    Number(stats.size) === sizeBytes &&
    String(stats.mtimeNs) === imageFile.modifiedNs
  );
}

function changed(): AppFailure {
  return makeFailure(
    'IMAGE_CHANGED',
    { path: '' },
    { where, message: 'The image file changed while it was being written', nothingWritten: false },
  );
}
