import { asAdministrator, canStayAwake, type FakeWorld, programWords, type Session } from '#engine/index.ts';
import type { Abilities } from '#contract/host.ts';
import manifest from '../package.json' with { type: 'json' };
import { DEMO_PATH } from '#host/demo-actions.ts';
import { type Ground, makeGround } from '#host/ground.ts';
import { listPageFiles, type PageFiles, pageFolder } from '#host/page-files.ts';
import { controlDemo } from './demo-control.ts';
import { parseServeArgs, type ServeOptions } from './serve-args.ts';
import { serveText } from './serve-text.ts';
import { untilStopped } from './until-stopped.ts';
import { startWebHost } from './web-host.ts';

const EXIT_USAGE = 2;
const EXIT_NO_PORT = 8;

const ABILITIES: Omit<Abilities, 'canStayAwake'> = {
  canChooseFile: false,
  canBrowse: true,
  canTakeFile: true,
  isFileCopied: true,
  canPractice: true,
  canNotify: false,
};

/**
 * `stickwright serve`: the app in a browser. Prints exactly one line on stdout, the address with its token, once it is
 * ready; runs until SIGINT or SIGTERM. The exit code: 0, 2 usage, 8 no port, 130 stopped while writing.
 */
export async function serve(args: readonly string[]): Promise<number> {
  const parsed = parseServeArgs(args);
  if (parsed.kind === 'help') {
    process.stdout.write(serveText.usage);
    return 0;
  }
  if (parsed.kind === 'wrong') return refuse(serveText.wrong(parsed.problem));
  const { options } = parsed;
  const ground = await groundFor(options);
  return ground === null ? EXIT_USAGE : run(options, ground);
}

async function run(options: ServeOptions, ground: Ground): Promise<number> {
  const { world } = ground;
  const session = await ground.createSession({
    abilities: { ...ABILITIES, canStayAwake: world === null && (await canStayAwake()) },
    chooseFile: null,
    updates: null, // whoever installed it updates it
  });
  try {
    const host = await startWebHost({
      session,
      address: options.address,
      port: options.port,
      files: await pageFiles(),
      control: world === null ? null : { path: DEMO_PATH, answer: (request) => controlDemo(world, request) },
      onEntered: (url) => tell(serveText.next(url)),
      onFault: (cause) => tell(serveText.fault(cause instanceof Error ? cause.message : String(cause))),
    });
    try {
      const stopped = untilStopped(stoppable(session, world), tell); // before anyone knows that it runs
      process.stdout.write(`${host.url}\n`);
      if (!isLoopback(options.address)) tell(serveText.open(options.address));
      return await stopped;
    } finally {
      await host.close();
    }
  } catch (cause) {
    if (!isListenError(cause)) throw cause;
    tell(serveText.noPort(options.address, options.port, cause.message));
    return EXIT_NO_PORT;
  } finally {
    await ground.leave(session);
  }
}

/** A demo whose time stands still would never come to the end of its job. */
function stoppable(session: Session, world: FakeWorld | null): Pick<Session, 'isWriting' | 'stopJob'> {
  return {
    get isWriting() {
      return session.isWriting;
    },
    stopJob: () => {
      world?.clock.runReal();
      return session.stopJob();
    },
  };
}

async function groundFor(options: ServeOptions): Promise<Ground | null> {
  const ground = await makeGround(options, {
    programVersion: manifest.version,
    canAskOnTerminal: process.stdin.isTTY && process.stderr.isTTY,
    asRootCommand: asAdministrator([...programWords(), 'serve']),
  });
  if ('engine' in ground) return ground;
  refuse(serveText.noScenario(ground.scenarioNames));
  return null;
}

async function pageFiles(): Promise<PageFiles> {
  const folder = pageFolder();
  if (folder !== null) return listPageFiles(folder);
  tell(serveText.notBuilt);
  return new Map();
}
function refuse(text: string): number {
  tell(text);
  return EXIT_USAGE;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function isLoopback(address: string): boolean {
  return address === '127.0.0.1' || address === '::1' || address === 'localhost';
}

function isListenError(cause: unknown): cause is NodeJS.ErrnoException {
  return (
    cause instanceof Error && 'syscall' in cause && (cause.syscall === 'listen' || cause.syscall === 'getaddrinfo')
  );
}
