import type { Image } from '#contract/image.ts';
import type { JobEvent, Plan } from '#contract/job.ts';
import type { RemotePlace } from '#contract/reader.ts';
import type { CommandLine, Elevation } from '../platform/elevation.ts';
import type { ReaderClient } from '../reader/reader-client.ts';
import type { Journal } from './journal.ts';

/** All that a job needs to run. */
export interface JobRequest {
  readonly plan: Plan;
  readonly reader: ReaderClient;
  readonly workerCommand: CommandLine;
  readonly elevation: Elevation;
  readonly asRootCommand: string;
  /** Files of the program: a drive that carries one is refused. */
  readonly ownPaths: readonly string[];
  readonly programVersion: string;
  /** A drive that accepts nothing for this long has failed. */
  readonly stallLimitMs: number;
  /** How often what was written is flushed, so that another try can go on from there. */
  readonly storeEveryMs: number;
  readonly journal: Journal;
  /** Where an image on a server lies; null for one on a disk. */
  readonly remoteOf: (image: Image) => Promise<RemotePlace | null>;
  readonly onEvent: (event: JobEvent) => void;
}
