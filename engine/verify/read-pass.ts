import type { OpenDrive } from '../platform/open-drive.ts';
import { alignedBuffers } from '../write/aligned-memory.ts';
import { IoWindow } from '../write/io-window.ts';
import { roundUp } from '../write/regions.ts';
import { TransferError } from '../write/write-pass.ts';

export interface ReadPassRequest {
  readonly drive: OpenDrive;
  /** Multiple of 64 KiB. */
  readonly fromBytes: number;
  readonly toBytes: number;
  readonly signal: AbortSignal;
  /** Longest single read; 2 MiB for few drives, less for many, so that memory stays bounded. */
  readonly pieceMaxBytes: number;
  /** Gets the bytes in order; the view is valid during the call only. */
  readonly onBytes: (bytes: Buffer, offsetBytes: number) => void;
}

/** Reads in flight, each with a buffer of its own. */
const BUFFERS = 2;
const SETTLE_MS = 1000;

interface Filled {
  readonly bytes: Buffer;
  readonly offsetBytes: number;
  readonly buffer: Buffer;
}

/**
 * Reads a range of the drive in order, two reads in flight, and hands the bytes on. The last read is rounded up to the
 * drive's alignment; only the bytes asked for are handed on. Throws TransferError or the signal's reason.
 */
export async function readPass(request: ReadPassRequest): Promise<void> {
  const { drive, fromBytes, toBytes, signal, onBytes } = request;
  const window = new IoWindow(request.pieceMaxBytes);
  const buffers = [...alignedBuffers(BUFFERS, request.pieceMaxBytes)];
  const pending: { readonly filled: Promise<Filled | null>; readonly giveUp: () => void }[] = [];
  const giveUpAll = () => {
    for (const { giveUp } of pending) giveUp();
  };
  signal.addEventListener('abort', giveUpAll);
  let at = fromBytes;
  try {
    while (at < toBytes || pending.length > 0) {
      const buffer = at < toBytes ? buffers.pop() : undefined;
      if (buffer !== undefined) {
        await window.room(signal);
        at += startRead(buffer, at);
        continue;
      }
      const filled = (await pending[0]?.filled) ?? null;
      pending.shift();
      signal.throwIfAborted();
      if (filled === null) {
        await window.drain(signal); // throws what the read threw
        throw new Error('A read ended without bytes and without an error');
      }
      onBytes(filled.bytes, filled.offsetBytes);
      buffers.push(filled.buffer);
    }
    await window.drain(signal);
  } finally {
    signal.removeEventListener('abort', giveUpAll);
    await window.settle(SETTLE_MS);
  }

  function startRead(buffer: Buffer, offsetBytes: number): number {
    const wantedBytes = Math.min(window.pieceBytes, toBytes - offsetBytes);
    const readBytes = Math.min(roundUp(wantedBytes, drive.ioAlignBytes), drive.sizeBytes - offsetBytes);
    let settle: (filled: Filled | null) => void = () => {};
    const filled = new Promise<Filled | null>((resolve) => {
      settle = resolve;
    });
    pending.push({ filled, giveUp: () => settle(null) });
    window.start(async () => {
      try {
        await drive.read(buffer.subarray(0, readBytes), offsetBytes);
      } catch (cause) {
        setImmediate(() => settle(null)); // after the window has recorded the error
        throw new TransferError('read', offsetBytes, cause);
      }
      settle({ bytes: buffer.subarray(0, wantedBytes), offsetBytes, buffer });
    }, readBytes);
    return wantedBytes;
  }
}
