import type { SeekableBytes } from '#engine/image/seekable-bytes.ts';

/** One parser under fire. */
export interface Target {
  /** Right inputs; empty where the tools that make them are missing. */
  readonly seeds: () => readonly Buffer[];
  /** Places where structures lie. */
  readonly hot: readonly number[];
  /** Makes checksums right again, in half of the cases. */
  readonly mend: ((bytes: Buffer) => void) | null;
  /** Reads the input; may end with a typed failure, and with nothing else. */
  readonly parse: (bytes: SeekableBytes, whole: Buffer) => Promise<unknown>;
}
