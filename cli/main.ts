import { userInfo } from 'node:os';
import { join } from 'node:path';
import { asAdministrator, createEngine, programWords } from '#engine/index.ts';
import { userFolders } from '#host/user-folders.ts';
import manifest from '../package.json' with { type: 'json' };
import { runCli } from './run-cli.ts';
import { processIo } from './terminal/io.ts';

const argv = process.argv.slice(2);
const io = processIo();

void (argv[0] === 'serve' ? serveApp() : runCommand()).then((exitCode) => {
  process.exitCode = exitCode;
});

/** The app in a browser is a host of its own, loaded only when it is wanted. */
async function serveApp(): Promise<number> {
  const { serve } = await import('#web/serve-command.ts');
  return await serve(argv.slice(1));
}

function runCommand(): Promise<number> {
  return runCli(argv, {
    io,
    version: manifest.version,
    stateFolder: stateFolder(),
    makeEngine: () =>
      createEngine({
        programVersion: manifest.version,
        canAskOnTerminal: io.canAsk,
        journalFolder: join(stateFolder(), 'unfinished'),
        asRootCommand: asAdministrator([...programWords(), ...argv]),
      }),
  });
}

/** Root's own where `sudo` started this: nothing of root's may lie in the folder of the user who asked. */
function stateFolder(): string {
  const isOfOther = process.env['SUDO_UID'] !== undefined && process.getuid?.() === 0;
  return isOfOther ? userFolders({}, process.platform, userInfo().homedir).state : userFolders(process.env).state;
}
