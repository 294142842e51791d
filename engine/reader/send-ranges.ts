import type { ByteRange } from '#contract/errors.ts';
import type { FileIdentity, ImageDigest } from '#contract/image.ts';
import { CancelledError } from '../errors/app-error.ts';
import { changed, type ImageFile } from '../image/open-image-file.ts';
import { openSameFile, passOverOpenFile } from './image-pass.ts';
import { isPlainImage } from './plain-pass.ts';

export interface RangesToSend {
  readonly ranges: readonly ByteRange[];
  readonly signal: AbortSignal;
  readonly send: (bytes: Buffer, offsetBytes: number) => Promise<void>;
}

export interface SendRangesRequest extends RangesToSend {
  readonly path: string;
  readonly file: FileIdentity;
}

const NO_DIGEST: ImageDigest = {
  imageSha256: null,
  fileSha256: null,
  imageBytes: null,
  chunkTableSha256: null,
  extra: [],
};

/**
 * Sends these bytes of the image, in order: from their place where it is not packed, else by unpacking all of it again.
 * IMAGE_*, DECOMPRESS_FAILED, CancelledError.
 */
export async function sendRanges(request: SendRangesRequest): Promise<ImageDigest> {
  const file = await openSameFile(request.path, request.file);
  try {
    return await sendRangesOf(file, request);
  } finally {
    await file.close();
  }
}

/** Like `sendRanges` for a file that is open and known to be the one meant; it stays open. */
export async function sendRangesOf(file: ImageFile, { ranges, signal, send }: RangesToSend): Promise<ImageDigest> {
  if (file.stream === undefined && (await isPlainImage(file))) {
    for (const { offsetBytes, lengthBytes } of ranges) {
      if (signal.aborted) throw new CancelledError();
      const bytes = await file.readAt(offsetBytes, lengthBytes);
      if (bytes.length !== lengthBytes) throw changed(file.path);
      await send(bytes, offsetBytes);
    }
    await file.assertUnchanged();
    return NO_DIGEST;
  }
  let before: Promise<void> = Promise.resolve();
  return await passOverOpenFile(file, {
    path: file.path,
    signal,
    onBlock: (block, blockOffsetBytes) => {
      for (const { offsetBytes, lengthBytes } of ranges) {
        const from = Math.max(offsetBytes, blockOffsetBytes);
        const to = Math.min(offsetBytes + lengthBytes, blockOffsetBytes + block.length);
        if (from >= to) continue;
        const wanted = block.subarray(from - blockOffsetBytes, to - blockOffsetBytes);
        before = before.then(() => send(wanted, from));
      }
      return before;
    },
  });
}
