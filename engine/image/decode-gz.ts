import { createGunzip } from 'node:zlib';
import { osCodeOf } from '../errors/app-error.ts';
import { BLOCK_BYTES } from './block-pool.ts';
import { cutShort, damaged, type DecodeContext } from './decode-context.ts';
import { throughStage } from './stage.ts';

/**
 * Unpacks gz: any number of members, then nothing but zero bytes (padding of tapes and blocks). Anything else
 * behind the last member is DECOMPRESS_FAILED: it may be the rest of the image. Source: RFC 1952 §2.2.
 */
export async function* decodeGz(input: AsyncIterable<Buffer>, context: DecodeContext): AsyncGenerator<Buffer> {
  // Node's default of 16 KiB per output chunk costs more than twice the time.
  const gunzip = createGunzip({ chunkSize: BLOCK_BYTES });
  let doneBytes = 0;
  const failed = (cause: unknown) => damaged(context, { format: 'gz', offsetBytes: doneBytes }, cause);
  const chunks = throughStage(
    input,
    {
      writable: gunzip,
      readable: gunzip,
      unusedBytes: (fedBytes) => fedBytes - gunzip.bytesWritten,
      acceptPadding: (bytes) => {
        if (bytes.some((byte) => byte !== 0)) throw failed(new Error('Foreign bytes after the end'));
      },
      finished: () => Promise.resolve(),
      failure: (cause) => {
        const code = osCodeOf(cause);
        if (code === 'Z_BUF_ERROR') return cutShort(context, 'gz', cause);
        return code?.startsWith('Z_') ? failed(cause) : cause;
      },
      close: () => Promise.resolve(),
    },
    context.signal,
  );
  for await (const chunk of chunks) {
    doneBytes += chunk.length;
    yield chunk;
  }
}
