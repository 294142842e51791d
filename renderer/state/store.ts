import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AppEvent } from './app-event.ts';
import { type AppState, INITIAL_STATE } from './app-state.ts';
import { reduce } from './reduce.ts';

/** Holds the state; `send` is the one way to change it. */
export interface AppStore {
  readonly api: StoreApi<AppState>;
  send(event: AppEvent): void;
}

/** `onEvent` runs after the state changed: effects hang there. */
export function makeStore(
  onEvent: (event: AppEvent, after: AppState, before: AppState) => void,
  initial: AppState = INITIAL_STATE,
): AppStore {
  const api = createStore<AppState>(() => initial);
  return {
    api,
    send: (event) => {
      const before = api.getState();
      const after = reduce(before, event);
      if (after !== before) api.setState(after, true);
      onEvent(event, after, before);
    },
  };
}
