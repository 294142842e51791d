import type { Abilities } from '#contract/host.ts';
import type { UpdatePort } from './update-port.ts';
import type { BrowseRoot, FolderListing } from '#contract/methods.ts';

/** What a session needs of its host. */
export interface SessionPorts {
  readonly programVersion: string;
  readonly abilities: Abilities;
  /** No real drive is ever touched. */
  readonly isDemo: boolean;
  /** Folders of the user's own, absolute; made when something is put in. */
  readonly folders: {
    /** `settings.json`. */
    readonly config: string;
    /** Receipts, list of recent images, practice drives. */
    readonly state: string;
    /** Copies of uploaded images. */
    readonly cache: string;
    /** The log of this program's runs. */
    readonly log: string;
  };
  readonly clock: SessionClock;
  /** What is listed besides real drives: virtual ones, and files as practice drives. */
  readonly listed: { readonly virtual: boolean; readonly files: readonly string[] };
  /** The system's own dialog; the path, or null when it was closed. */
  readonly chooseFile: (() => Promise<string | null>) | null;
  /** How the program is updated; null where it cannot be. */
  readonly updates: UpdatePort | null;
  /** Folders to browse; null: those of this computer. */
  readonly browse: BrowsePort | null;
}

export interface SessionClock {
  /** Rises steadily, from any start. */
  nowMs(): number;
  date(): Date;
}

export interface BrowsePort {
  folder(path: string | null): Promise<FolderListing>;
  roots(): Promise<readonly BrowseRoot[]>;
}
