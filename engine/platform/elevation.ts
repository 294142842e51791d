import type { RightsNeeded } from '#contract/session.ts';

/** What a system offers to ask a person for administrator rights. */
export interface ElevationFacts {
  readonly isRoot: boolean;
  readonly hasSudo: boolean;
  readonly hasPkexec: boolean;
  /** A person sits at a terminal of this process. */
  readonly canAskOnTerminal: boolean;
  /** A graphical session, where an authentication agent can show its dialog. */
  readonly hasDesktop: boolean;
  /** Linux: this process and all it starts can never gain rights; sudo and pkexec refuse at once. */
  readonly hasNoNewPrivs: boolean;
  /** Linux: the user's service manager, which starts programs outside such a restriction. */
  readonly sessionManager: SessionManager | null;
}

export interface SessionManager {
  readonly program: string;
  /** What it needs to be found, from this process's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** A program with its arguments, each given to it as it is: no shell ever reads them. */
export type CommandLine = readonly [string, ...string[]];

/** How the worker gets its rights. `elevatedCommand` makes its command line. */
export interface Elevation {
  readonly how: RightsNeeded;
  /** The program that asks; null: the worker is started as it is. */
  readonly program: string | null;
  /** Its own arguments, before what it starts. */
  readonly args: readonly string[];
  /** Variables it gets beside the fixed environment of every child. */
  readonly env: Readonly<Record<string, string>>;
  /** Why nobody can be asked, where that is so; else empty. In English, for the details. */
  readonly reason: string;
}

/** The worker runs with the rights that this process has. */
export const WITHOUT_ELEVATION: Elevation = { how: 'none', program: null, args: [], env: {}, reason: '' };

/** How a program that asks for rights ended, without the worker having said anything. */
export interface ElevationEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** `denied`: a person or a rule said no. `unavailable`: nobody could be asked. `lost`: the worker itself ended. */
export interface ElevationRefusal {
  readonly kind: 'denied' | 'unavailable' | 'lost';
  /** What the program said, or its exit code. */
  readonly reason: string;
}
