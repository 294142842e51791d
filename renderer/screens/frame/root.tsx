import { useEffect, useState } from 'react';
import type { PageHost } from '../../host/page-host.ts';
import { type App, AppProvider } from '../../state/app-context.tsx';
import { type AppState, INITIAL_STATE } from '../../state/app-state.ts';
import { connectHost } from '../../state/connect-host.ts';
import { runEffect } from '../../state/effects.ts';
import { makeStore } from '../../state/store.ts';
import { Crash } from './crash.tsx';
import { Localised } from './localised.tsx';
import { RefusedPage } from './refused-page.tsx';
import { Window } from './window.tsx';

interface RootProps {
  /** null: the host does not know this page. */
  readonly host: PageHost | null;
  readonly initial?: AppState;
}

/** The page as a whole: its store, its language, its theme. */
export function Root({ host, initial = INITIAL_STATE }: RootProps) {
  if (host === null) {
    return (
      <Localised language="system" appearance="system">
        <RefusedPage />
      </Localised>
    );
  }
  return <Connected host={host} initial={initial} />;
}

function Connected({ host, initial }: { readonly host: PageHost; readonly initial: AppState }) {
  const [app] = useState(() => makeApp(host, initial));
  useEffect(() => connectHost(app.host, app.store.send), [app]);
  return (
    <AppProvider value={app}>
      <Crash host={host}>
        <Window />
      </Crash>
    </AppProvider>
  );
}

function makeApp(host: PageHost, initial: AppState): App {
  const store = makeStore(
    (event, after, before) => runEffect(event, { host, send: store.send, after, before }),
    initial,
  );
  return { store, host };
}
