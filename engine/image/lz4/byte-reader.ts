/** Pulls runs of bytes of known length out of chunks of any length. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterator<Buffer>) {
    this.#chunks = chunks;
  }

  /** Exactly `lengthBytes` bytes, valid until the next call, or fewer at the end of all chunks. */
  async take(lengthBytes: number): Promise<Buffer> {
    if (this.#chunk.length >= lengthBytes) return this.#cut(lengthBytes);
    const parts: Buffer[] = [];
    let haveBytes = 0;
    while (haveBytes < lengthBytes && (await this.#hasBytes())) {
      const part = Buffer.from(this.#cut(Math.min(lengthBytes - haveBytes, this.#chunk.length)));
      parts.push(part);
      haveBytes += part.length;
    }
    return Buffer.concat(parts);
  }

  /** Steps over bytes; false where there are fewer. */
  async skip(lengthBytes: number): Promise<boolean> {
    let left = lengthBytes;
    while (left > 0) {
      if (!(await this.#hasBytes())) return false;
      left -= this.#cut(Math.min(left, this.#chunk.length)).length;
    }
    return true;
  }

  async #hasBytes(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done === true) return false;
      this.#chunk = value;
    }
    return true;
  }

  #cut(lengthBytes: number): Buffer {
    const part = this.#chunk.subarray(0, lengthBytes);
    this.#chunk = this.#chunk.subarray(lengthBytes);
    return part;
  }
}
