import type { Engine } from '#engine/index.ts';
import type { Emit } from './json-lines.ts';
import type { Ask } from './terminal/ask.ts';
import type { Interruption } from './terminal/interruption.ts';
import type { Io } from './terminal/io.ts';
import type { Speaker } from './terminal/speaker.ts';

/** What every command works with. */
export interface Session {
  readonly io: Io;
  readonly engine: Engine;
  /** Says things to people, on stderr. */
  readonly speaker: Speaker;
  /** JSON lines on stdout; nothing without `--json`. */
  readonly emit: Emit;
  readonly ask: Ask;
  readonly interruption: Interruption;
  /** Where what a window keeps for this user lies: the list of images as it was refreshed there. */
  readonly stateFolder: string;
}
