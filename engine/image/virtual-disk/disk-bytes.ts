import type { SeekableBytes } from '../seekable-bytes.ts';
import type { DiskRun, VirtualDisk } from './virtual-disk.ts';

/** Unpacked blocks kept for the next reads near them: 16 MiB at most. */
const BLOCKS_KEPT = 8;

/** The inside of a virtual disk, readable anywhere. Failures as `decodeDisk`. */
export class DiskBytes implements SeekableBytes {
  readonly sizeBytes: number;
  readonly #disk: VirtualDisk;
  /** By their place in the file, in the order of their last use. */
  readonly #unpacked = new Map<number, Buffer>();

  constructor(disk: VirtualDisk) {
    this.sizeBytes = disk.sizeBytes;
    this.#disk = disk;
  }

  async readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer> {
    const startBytes = Math.max(0, offsetBytes);
    const endBytes = Math.min(offsetBytes + lengthBytes, this.sizeBytes);
    const found = Buffer.alloc(Math.max(0, endBytes - startBytes));
    for (let at = startBytes; at < endBytes; ) {
      const run = await this.#disk.runAt(at);
      const part = found.subarray(at - startBytes, at - startBytes + run.lengthBytes);
      if (run.kind === 'stored') await this.#disk.file.fill(part, run.atBytes);
      else if (run.kind === 'packed') (await this.#unpack(run)).copy(part, 0, run.skipBytes);
      at += run.lengthBytes;
    }
    return found;
  }

  async #unpack(run: DiskRun & { readonly kind: 'packed' }): Promise<Buffer> {
    const block = this.#unpacked.get(run.atBytes) ?? (await run.unpack());
    this.#unpacked.delete(run.atBytes);
    this.#unpacked.set(run.atBytes, block);
    const [oldest] = this.#unpacked.keys();
    if (oldest !== undefined && this.#unpacked.size > BLOCKS_KEPT) this.#unpacked.delete(oldest);
    return block;
  }
}
