import type { Unsubscribe } from '#contract/host.ts';
import type { UpdateState } from '#contract/update.ts';

/** How a host that can be updated looks for updates; every way ends in a state, none rejects. */
export interface UpdatePort {
  readonly state: UpdateState;
  onChange(listener: () => void): Unsubscribe;
  /** Goes online. */
  look(): void;
  /** Downloads what is available. */
  get(): void;
  /** Ends the program, installs what is ready and starts it again. */
  install(): void;
  /** Not this time; a later version is told again. */
  refuse(): void;
}
