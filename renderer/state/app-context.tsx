import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PageHost } from '../host/page-host.ts';
import type { AppEvent } from './app-event.ts';
import type { AppState } from './app-state.ts';
import type { AppStore } from './store.ts';

export interface App {
  readonly store: AppStore;
  readonly host: PageHost;
}

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

/** Store and host of the page. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('A screen is shown outside AppProvider');
  return app;
}

/** A part of the state; the component is drawn anew only when that part is another one. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store.api, select);
}

export function useSend(): (event: AppEvent) => void {
  return useApp().store.send;
}
