/** What a system offers to ask a person for administrator rights. */
export interface ElevationFacts {
  readonly isRoot: boolean;
  readonly hasSudo: boolean;
  readonly hasPkexec: boolean;
  /** A person sits at a terminal of this process. */
  readonly canAskOnTerminal: boolean;
  /** A graphical session, where an authentication agent can show its dialog. */
  readonly hasDesktop: boolean;
}

/** Program and arguments that go before the worker's own command line; `program` null: start it as it is. */
export interface Elevation {
  readonly how: 'none' | 'sudo' | 'sudo-without-password' | 'pkexec' | 'unavailable';
  readonly program: string | null;
  readonly args: readonly string[];
}
