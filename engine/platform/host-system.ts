import type { Drive } from '#contract/drive.ts';
import type { DriveLister } from './drive-port.ts';
import type { CommandLine, Elevation } from './elevation.ts';

/** A command line that root can start; call `release` when the worker has ended. */
export interface RootCommand {
  readonly command: CommandLine;
  release(): Promise<void>;
}

/** What host and reader need of their operating system; one object for each in `index.ts`. */
export interface HostSystem {
  readonly driveLister: DriveLister;
  /** How the worker gets its rights, from what is there now. */
  chooseElevation(canAskOnTerminal: boolean): Promise<Elevation>;
  /** What a person can paste to run these words with administrator rights. Pure. */
  asAdministrator(words: CommandLine): string;
  /** Whether this process may open a drive or practice drive by itself. */
  mayOpen(devicePath: string, access: 'read' | 'write'): Promise<boolean>;
  /** Environment of every child: nothing of the user's reaches a privileged process but what the system itself needs. */
  childEnvironment(): Readonly<Record<string, string>>;
  /** The command line as root can start it. */
  helperForRoot(command: CommandLine): Promise<RootCommand>;
  /** Unmounts a drive and makes it safe to unplug. DRIVE_IN_USE, or an Error with the system's own words. */
  ejectWithOwnRights(drive: Drive): Promise<void>;
  /** Whether the computer can be kept from sleeping by this process itself. */
  canStayAwake(): Promise<boolean>;
  /** Keeps it from sleeping until the returned function is called. Best effort. */
  stayAwake(): Promise<() => void>;
}
