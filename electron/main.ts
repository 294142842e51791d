import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { userFolders } from '#host/user-folders.ts';
import { appSchemes } from './app-scheme.ts';
import type { Desktop } from './desktop.ts';
import { logEarly } from './early-log.ts';
import { guardContents } from './guard-contents.ts';
import { handedOver, readCommandLine } from './opened-files.ts';
import { speechFor } from './speech.ts';
import { startDesktop } from './start.ts';

// All of this must have happened before Electron is ready.

const EXIT_USAGE = 2;

const commandLine = readCommandLine(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());

if (typeof commandLine === 'string') {
  console.error(commandLine);
  app.exit(EXIT_USAGE);
} else {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged(appSchemes);
  guardContents(app);
  app.setAppUserModelId('io.stickwright.Stickwright');
  app.setPath('userData', profileFolder(commandLine.ground.demo !== null));
  // a demo has a profile, and so a lock, of its own
  if (app.requestSingleInstanceLock({ files: commandLine.files })) {
    run(commandLine);
  } else {
    app.quit(); // the first one was told, and shows itself
  }
}

/** Chromium's own files. Nothing of the app's is in there. */
function profileFolder(isDemo: boolean): string {
  if (isDemo) return mkdtempSync(join(tmpdir(), 'stickwright-window-'));
  const folder = join(userFolders(process.env).state, 'window');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function run({ ground, files }: Exclude<typeof commandLine, string>): void {
  let desktop: Desktop | null = null;
  let early = files;
  const open = (more: readonly string[]) => {
    if (desktop === null) early = [...early, ...more];
    else desktop.open(more.at(-1) ?? null);
  };
  app.on('second-instance', (_event, _words, ...[, data]) => open(handedOver(data)));
  // macOS: "open with", and files dropped on the icon
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open([file]);
  });
  watchFaults(() => desktop);
  void startDesktop(ground, (made) => {
    desktop = made;
    if (early.length > 0) open(early);
  });
}

/** A mistake of ours must not end a process that drives report to. */
function watchFaults(desktop: () => Desktop | null): void {
  let wasTold = false;
  const tell = (cause: unknown) => {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    console.error(text);
    const made = desktop();
    if (made === null) logEarly(text);
    else made.log(text);
    if (wasTold) return;
    wasTold = true; // once is enough to know
    const { words } = desktop()?.speech ?? speechFor('system', app.getPreferredSystemLanguages());
    dialog.showErrorBox(words.fault.title, `${words.fault.text}\n\n${text}`);
  };
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}
