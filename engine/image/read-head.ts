/** The first `lengthBytes` bytes that come out (all, where fewer do), then ends the source. */
export async function readHead(chunks: AsyncGenerator<Buffer>, lengthBytes: number): Promise<Buffer> {
  try {
    return (await takeHead(chunks, lengthBytes)).subarray(0, lengthBytes);
  } finally {
    await chunks.return(undefined);
  }
}

export interface Peeked {
  /** At least the wanted bytes, unless there are fewer. A copy. */
  readonly head: Buffer;
  /** Everything, from the first byte. */
  readonly chunks: AsyncGenerator<Buffer>;
}

/** Looks at the first `lengthBytes` bytes without losing them. */
export async function peek(source: AsyncGenerator<Buffer>, lengthBytes: number): Promise<Peeked> {
  const head = await takeHead(source, lengthBytes);
  return { head, chunks: headThenRest(head, source) };
}

async function takeHead(chunks: AsyncGenerator<Buffer>, lengthBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let takenBytes = 0;
  while (takenBytes < lengthBytes) {
    const { done, value } = await chunks.next();
    if (done) break;
    parts.push(Buffer.from(value)); // a copy: the chunk is valid only until the next one
    takenBytes += value.length;
  }
  return Buffer.concat(parts);
}

/** Not a generator function: ending one of those that has not begun would leave the source open. */
function headThenRest(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let isHeadDue = head.length > 0;
  return {
    next: () => {
      if (!isHeadDue) return rest.next();
      isHeadDue = false;
      return Promise.resolve({ done: false, value: head });
    },
    return: (value) => rest.return(value),
    throw: (cause) => rest.throw(cause),
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await rest.return(undefined);
    },
  };
}
