import { app, dialog, protocol, session } from 'electron';
import { type Ground, makeGround } from '#host/ground.ts';
import type { GroundOptions } from '#host/ground-options.ts';
import { listPageFiles, pageFolder } from '#host/page-files.ts';
import { asAdministrator, programWords } from '#engine/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { appSchemeHandler } from './app-scheme.ts';
import { Desktop } from './desktop.ts';
import { logEarly } from './early-log.ts';
import { guardSession } from './guard-contents.ts';
import { helperCommand } from './helper-command.ts';
import { APP_SCHEME } from './own-page.ts';
import { ownUpdates } from './own-updates.ts';
import { speechFor } from './speech.ts';
import { placeKept } from './window.ts';

const EXIT_SOFTWARE = 70;

/** Starts the app, once Electron is ready; `made` is called before the page is loaded. What it cannot do, a dialog tells. */
export async function startDesktop(options: GroundOptions, made: (desktop: Desktop) => void): Promise<void> {
  await app.whenReady();
  try {
    guardSession(session.defaultSession);
    const ground = await makeGround(options, engineOptions());
    if (!('engine' in ground)) throw new Error(`Scenarios: ${ground.scenarioNames.join(', ')}`);
    const folder = pageFolder();
    if (folder === null) throw new Error('The page is missing: the installation is incomplete');
    protocol.handle(APP_SCHEME, appSchemeHandler(await listPageFiles(folder), ground.world));
    const desktop = await Desktop.make(ground, ownUpdates());
    endCleanly(ground, desktop);
    desktop.guardShutdown();
    made(desktop);
    await desktop.show();
  } catch (cause) {
    const { words } = speechFor('system', app.getPreferredSystemLanguages());
    logEarly(`The app cannot start: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    dialog.showErrorBox(words.startFailed.title, cause instanceof Error ? cause.message : String(cause));
    app.exit(EXIT_SOFTWARE);
  }
}

function engineOptions() {
  const helper = helperCommand({
    isPackaged: app.isPackaged,
    appFolder: app.getAppPath(),
    resourcesFolder: process.resourcesPath,
    platform: process.platform,
    searchPath: process.env['PATH'] ?? '',
  });
  return {
    programVersion: manifest.version,
    canAskOnTerminal: false,
    asRootCommand: asAdministrator(programWords()),
    // proxy settings of the system, PAC scripts among them; asked only when something goes online
    systemProxy: (origin: string) => session.defaultSession.resolveProxy(origin),
    ...(helper === null ? {} : { helper }),
  };
}

/** The window is the app: with it everything ends, the helpers too. */
function endCleanly(ground: Ground, desktop: Desktop): void {
  let hasEnded = false;
  app.on('window-all-closed', () => {
    if (!desktop.session.isWriting) app.quit();
  });
  app.on('will-quit', (event) => {
    if (hasEnded) return;
    event.preventDefault(); // until all is let go
    void Promise.all([ground.leave(desktop.session), placeKept()])
      .catch((cause: unknown) => desktop.log(String(cause)))
      .finally(() => {
        hasEnded = true;
        app.quit();
      });
  });
}
