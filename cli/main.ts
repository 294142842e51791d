import { createEngine } from '#engine/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { runCli } from './run-cli.ts';
import { processIo } from './terminal/io.ts';
import { shellWord } from './text/shell-word.ts';

const argv = process.argv.slice(2);
const io = processIo();

process.exitCode = await runCli(argv, {
  io,
  version: manifest.version,
  makeEngine: () =>
    createEngine({
      programVersion: manifest.version,
      canAskOnTerminal: io.canAsk,
      asRootCommand: ['sudo', process.execPath, process.argv[1] ?? 'stickwright', ...argv].map(shellWord).join(' '),
    }),
});
