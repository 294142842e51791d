import { asAdministrator, createEngine, programWords } from '#engine/index.ts';
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
    makeEngine: () =>
      createEngine({
        programVersion: manifest.version,
        canAskOnTerminal: io.canAsk,
        asRootCommand: asAdministrator([...programWords(), ...argv]),
      }),
  });
}
