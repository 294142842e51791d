const MATCH_MIN = 4;
/** A length field of 15 goes on in the next bytes. */
const LONG = 15;
/** Up to here a loop is faster than a call. */
const SHORT_BYTES = 32;

/**
 * Unpacks one block into `out` from `outAt` on and gives back where it ended; what lies before `outAt`, from `historyAt` on,
 * may be repeated. Throws an Error where the block is damaged. Source: LZ4 Block Format Description (2022-07-31).
 */
export function unpackBlock(block: Buffer, out: Buffer, { outAt, historyAt }: Place): number {
  let from = 0;
  let to = outAt;
  while (true) {
    const token = at(block, from);
    from += 1;
    let literals = token >>> 4;
    if (literals === LONG) {
      const more = longLength(block, from);
      literals += more.sum;
      from = more.endAt;
    }
    if (from + literals > block.length || to + literals > out.length) throw new Error('a run that is too long');
    if (literals > SHORT_BYTES) block.copy(out, to, from, from + literals);
    else for (let done = 0; done < literals; done += 1) out[to + done] = block[from + done] ?? 0;
    from += literals;
    to += literals;
    if (from === block.length) return to;
    const offset = at(block, from) | (at(block, from + 1) << 8);
    from += 2;
    let length = token & LONG;
    if (length === LONG) {
      const more = longLength(block, from);
      length += more.sum;
      from = more.endAt;
    }
    length += MATCH_MIN;
    if (offset === 0 || to - offset < historyAt) throw new Error('a repetition of what is not there');
    if (to + length > out.length) throw new Error('a repetition that is too long');
    if (length > SHORT_BYTES) repeat(out, to, { offset, length });
    else for (let end = to + length, done = to; done < end; done += 1) out[done] = out[done - offset] ?? 0;
    to += length;
  }
}

interface Place {
  readonly outAt: number;
  readonly historyAt: number;
}

/** What is repeated may reach into its own copy: then it doubles until it is long enough. */
function repeat(out: Buffer, to: number, { offset, length }: { readonly offset: number; readonly length: number }) {
  let done = Math.min(offset, length);
  out.copyWithin(to, to - offset, to - offset + done);
  while (done < length) {
    const part = Math.min(done, length - done);
    out.copyWithin(to + done, to, to + part);
    done += part;
  }
}

function longLength(block: Buffer, start: number): { readonly sum: number; readonly endAt: number } {
  let sum = 0;
  let endAt = start;
  while (true) {
    const byte = at(block, endAt);
    endAt += 1;
    sum += byte;
    if (byte < 255) return { sum, endAt };
  }
}

function at(block: Buffer, place: number): number {
  const byte = block[place];
  if (byte === undefined) throw new Error('a block that ends too early');
  return byte;
}
