import type { AppFailure } from '#contract/errors.ts';

/** On macOS it is the worker that asks for rights: it does not know what a person can run instead, which is put in here. */
export function withCommand(failure: AppFailure | null, command: string): AppFailure | null {
  if (failure?.code !== 'ELEVATION_UNAVAILABLE' || failure.params.command !== '') return failure;
  return { ...failure, params: { ...failure.params, command } };
}
