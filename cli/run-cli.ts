import type { AppFailure } from '#contract/errors.ts';
import { AppError, CancelledError, type Engine, makeFailure } from '#engine/index.ts';
import { type Command, parseCommandLine } from './args.ts';
import { catalogue } from './commands/catalogue.ts';
import { contents } from './commands/contents.ts';
import { download } from './commands/download.ts';
import { help } from './commands/help.ts';
import { inspect } from './commands/inspect.ts';
import { list } from './commands/list.ts';
import { recheck } from './commands/recheck.ts';
import { verify } from './commands/verify.ts';
import { write } from './commands/write.ts';
import { EXIT_CANCELLED, EXIT_DONE, exitCodeOfFailure } from './exit-code.ts';
import { guided } from './guided/guided.ts';
import { makeEmit, watchBrokenPipes } from './json-lines.ts';
import type { Session } from './session.ts';
import { ask } from './terminal/ask.ts';
import { watchInterruption } from './terminal/interruption.ts';
import type { Io } from './terminal/io.ts';
import { makeSpeaker } from './terminal/speaker.ts';
import { en } from './text/en.ts';
import { helpTexts, isHelpTopic } from './text/en-help.ts';
import { errorText } from './text/error-text.ts';
import { failureLines } from './text/failure-lines.ts';
import { usageError } from './usage-error.ts';

export interface Program {
  readonly io: Io;
  readonly version: string;
  /** Where what a window keeps for this user lies. */
  readonly stateFolder: string;
  /** Called at most once; the engine is closed at the end. */
  makeEngine(): Engine;
}

/**
 * Runs one command line to its end and returns the exit code. Nothing is thrown: failures are told on stderr, and as JSON
 * if asked for. All handles it opened are closed.
 */
export async function runCli(argv: readonly string[], program: Program): Promise<number> {
  const { io, version, stateFolder, makeEngine } = program;
  const interruption = watchInterruption();
  watchBrokenPipes([io.stdout, io.stderr], interruption);
  // the wish for JSON is honoured also where the rest of the line is wrong
  const emit = makeEmit(io.stdout, argv.includes('--json'));
  const speaker = makeSpeaker(io);
  let engine: Engine | undefined;
  let exitCode: number;
  try {
    const command = parseCommandLine(argv);
    if (command.command === 'help') return help(io, command.topic);
    if (command.command === 'version') {
      io.stdout.write(`stickwright ${version}\n`);
      return EXIT_DONE;
    }
    if (command.command === 'guided' && !io.canAsk) throw usageError('not-a-terminal');
    engine = makeEngine();
    const session = { io, engine, speaker, emit, ask: ask(io, interruption), interruption, stateFolder };
    exitCode = await run(session, command, version);
  } catch (error) {
    exitCode = tell(error, { io, emit, argv });
  } finally {
    await engine?.close();
    interruption.end();
  }
  emit({ event: 'exit', exitCode });
  return exitCode;
}

async function run(session: Session, command: Command, version: string): Promise<number> {
  switch (command.command) {
    case 'list':
      return await list(session, command);
    case 'contents':
      return await contents(session, command);
    case 'inspect':
      return await inspect(session, command);
    case 'write':
      return await write(session, command);
    case 'verify':
      return await verify(session, command);
    case 'catalogue':
      return await catalogue(session, command);
    case 'download':
      return await download(session, command);
    case 'recheck':
      return await recheck(session, command);
    case 'guided':
      return await guided(session, version);
    case 'help':
    case 'version':
      return EXIT_DONE;
  }
}

interface Telling {
  readonly io: Io;
  readonly emit: Session['emit'];
  readonly argv: readonly string[];
}

/** Tells what went wrong and returns the exit code. Only failures before or beside a job come here: a job's are in its receipt. */
function tell(error: unknown, { io, emit, argv }: Telling): number {
  const speaker = makeSpeaker(io);
  const isWriting = argv[0] === 'write' || argv[0] === undefined;
  if (error instanceof CancelledError) {
    speaker.line(isWriting ? en.stoppedUntouched : en.cancelled);
    return EXIT_CANCELLED;
  }
  const failure = failureIn(error);
  const exitCode = exitCodeOfFailure(failure);
  if (failure.code === 'USAGE') {
    speaker.line(`stickwright: ${errorText(failure).happened}`);
    const topic = argv[0] !== undefined && isHelpTopic(argv[0]) ? argv[0] : null;
    if (topic === null && argv.length === 0) speaker.line(helpTexts.overview);
    else speaker.line(en.seeHelp(topic === null ? '--help' : `help ${topic}`));
  } else if (failure.code === 'NOT_CONFIRMED' && io.canAsk) {
    speaker.line(en.nothingWritten);
  } else {
    speaker.line();
    speaker.lines(failureLines(failure, { paint: speaker.paint, columns: speaker.columns(), isWriting }));
  }
  emit({ event: 'error', failure, text: errorText(failure), exitCode });
  return exitCode;
}

/** What is thrown without being a failure is a bug of ours. */
function failureIn(error: unknown): AppFailure {
  if (error instanceof AppError) return error.failure;
  const detail = error instanceof Error ? error.message : String(error);
  return makeFailure(
    'INTERNAL',
    { detail },
    { where: { process: 'host', operation: 'cli' }, message: detail, cause: error, nothingWritten: false },
  );
}
