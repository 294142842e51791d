import { CONTROL_MAX_BYTES, DATA_MAX_BYTES, FRAME_CONTROL, FRAME_DATA } from '#contract/frames.ts';

const HEADER_BYTES = 5; // u32be length, u8 type
const OFFSET_BYTES = 8;

/** The other side sent something that is not a frame of this protocol; the connection must end. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** One control frame. `message` must be plain data; longer than CONTROL_MAX_BYTES is a FrameError. */
export function encodeControl(message: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(message), 'utf8');
  if (json.length > CONTROL_MAX_BYTES) {
    throw new FrameError(`Cannot send a control frame of ${json.length} bytes: the limit is ${CONTROL_MAX_BYTES}`);
  }
  const frame = Buffer.allocUnsafe(HEADER_BYTES + json.length);
  frame.writeUInt32BE(json.length + 1, 0);
  frame[4] = FRAME_CONTROL;
  json.copy(frame, HEADER_BYTES);
  return frame;
}

/**
 * Header of a data frame; the caller sends `lengthBytes` bytes of image right behind it.
 * `offsetBytes` counts from the start of the unpacked image.
 */
export function encodeDataHeader(offsetBytes: number, lengthBytes: number): Buffer {
  if (lengthBytes < 1 || lengthBytes > DATA_MAX_BYTES) {
    throw new FrameError(`Cannot send a data frame of ${lengthBytes} bytes: 1 to ${DATA_MAX_BYTES} are allowed`);
  }
  const header = Buffer.allocUnsafe(HEADER_BYTES + OFFSET_BYTES);
  header.writeUInt32BE(1 + OFFSET_BYTES + lengthBytes, 0);
  header[4] = FRAME_DATA;
  header.writeBigUInt64BE(BigInt(offsetBytes), HEADER_BYTES);
  return header;
}

/** Where decoded frames go. Data arrives in pieces, without being collected first. */
export interface FrameSink {
  control(message: unknown): void;
  /** A data frame begins: `lengthBytes` bytes at `offsetBytes` of the image follow by `dataPiece`. */
  dataBegin(offsetBytes: number, lengthBytes: number): void;
  /** The piece is a view that is valid only during the call. */
  dataPiece(piece: Uint8Array): void;
}

/**
 * Cuts a byte stream into frames. `push` takes whatever arrived, of any length; it throws a FrameError for
 * anything that is not a frame, before allocating what a hostile length asks for.
 */
export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #header = Buffer.alloc(HEADER_BYTES + OFFSET_BYTES);
  #headerFilled = 0;
  #control: Buffer | null = null;
  #controlFilled = 0;
  #dataLeft = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** True between two frames: the only place where a stream may end. */
  get isBetweenFrames(): boolean {
    return this.#headerFilled === 0 && this.#control === null && this.#dataLeft === 0;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#dataLeft > 0) at += this.#takeData(chunk, at);
      else if (this.#control !== null) at += this.#takeControl(chunk, at, this.#control);
      else at += this.#takeHeader(chunk, at);
    }
  }

  #takeData(chunk: Uint8Array, at: number): number {
    const piece = chunk.subarray(at, at + Math.min(this.#dataLeft, chunk.length - at));
    this.#dataLeft -= piece.length;
    this.#sink.dataPiece(piece);
    return piece.length;
  }

  #takeControl(chunk: Uint8Array, at: number, control: Buffer): number {
    const taken = Math.min(control.length - this.#controlFilled, chunk.length - at);
    control.set(chunk.subarray(at, at + taken), this.#controlFilled);
    this.#controlFilled += taken;
    if (this.#controlFilled === control.length) {
      this.#control = null;
      this.#sink.control(parseJson(control));
    }
    return taken;
  }

  #takeHeader(chunk: Uint8Array, at: number): number {
    const wanted = this.#headerFilled >= HEADER_BYTES ? HEADER_BYTES + OFFSET_BYTES : HEADER_BYTES;
    const taken = Math.min(wanted - this.#headerFilled, chunk.length - at);
    this.#header.set(chunk.subarray(at, at + taken), this.#headerFilled);
    this.#headerFilled += taken;
    if (this.#headerFilled === wanted) this.#headerDone();
    return taken;
  }

  #headerDone(): void {
    const length = this.#header.readUInt32BE(0);
    const type = this.#header[4];
    if (type === FRAME_CONTROL) {
      if (length < 3 || length - 1 > CONTROL_MAX_BYTES) throw new FrameError(`Bad control frame: length ${length}`);
      this.#headerFilled = 0;
      this.#control = Buffer.allocUnsafe(length - 1);
      this.#controlFilled = 0;
    } else if (type === FRAME_DATA) {
      const dataBytes = length - 1 - OFFSET_BYTES;
      if (dataBytes < 1 || dataBytes > DATA_MAX_BYTES) throw new FrameError(`Bad data frame: length ${length}`);
      if (this.#headerFilled < HEADER_BYTES + OFFSET_BYTES) return; // the offset is still to come
      const offset = this.#header.readBigUInt64BE(HEADER_BYTES);
      if (offset > BigInt(Number.MAX_SAFE_INTEGER)) throw new FrameError('Bad data frame: offset too large');
      this.#headerFilled = 0;
      this.#dataLeft = dataBytes;
      this.#sink.dataBegin(Number(offset), dataBytes);
    } else {
      throw new FrameError(`Bad frame: unknown type ${type}`);
    }
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new FrameError('Bad control frame: not JSON', { cause });
  }
}
