/** Bytes that can be read anywhere: a file, or a run of bytes inside one. */
export interface SeekableBytes {
  readonly sizeBytes: number;
  /** Up to `lengthBytes` bytes at `offsetBytes`; fewer only at the end. */
  readAt(offsetBytes: number, lengthBytes: number): Promise<Buffer>;
}

/** The `lengthBytes` bytes at `startBytes` of `whole` as bytes of their own; the run must lie inside. */
export function seekableRange(whole: SeekableBytes, startBytes: number, lengthBytes: number): SeekableBytes {
  return {
    sizeBytes: lengthBytes,
    readAt: (offset, length) => whole.readAt(startBytes + offset, Math.max(0, Math.min(length, lengthBytes - offset))),
  };
}
