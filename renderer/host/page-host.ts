import type { AppFailure } from '#contract/errors.ts';
import type { FailedCall, Host, Unsubscribe } from '#contract/host.ts';
import type { Command } from '#contract/ipc.ts';

/** A host as the page holds it: a line that breaks can be asked to try again at once; a desktop has menus. */
export interface PageHost extends Host {
  readonly reconnect?: (() => void) | undefined;
  readonly onCommand?: ((listener: (command: Command) => void) => Unsubscribe) | undefined;
}

/** The only error that `Host.call` rejects with. */
export class CallError extends Error implements FailedCall {
  readonly failure: AppFailure;
  constructor(failure: AppFailure) {
    super(failure.message);
    this.name = 'CallError';
    this.failure = failure;
  }
}

/** The connection broke before an answer came; the call may have been carried out. */
export function hostLost(operation: string): AppFailure {
  return {
    code: 'HOST_LOST',
    params: {},
    where: { process: 'host', operation },
    message: `No answer to "${operation}": the connection broke`,
    remedies: ['reconnect'],
    retry: 'same',
    nothingWritten: false,
  };
}

/** The failure of whatever a call rejected with; anything else is a mistake of ours. */
export function failureOf(reason: unknown, operation: string): AppFailure {
  if (reason instanceof Error && 'failure' in reason && isFailure(reason.failure)) return reason.failure;
  const detail = reason instanceof Error ? reason.message : String(reason);
  return {
    code: 'INTERNAL',
    params: { detail },
    where: { process: 'host', operation },
    message: detail,
    remedies: ['send-log'],
    retry: 'never',
    nothingWritten: false,
  };
}

function isFailure(value: unknown): value is AppFailure {
  return typeof value === 'object' && value !== null && 'code' in value && 'params' in value && 'remedies' in value;
}
