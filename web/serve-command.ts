import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  canStayAwake,
  createEngine,
  programWords,
  createSession,
  type Engine,
  type FakeWorld,
  loadFakeEngine,
  type Session,
  type SessionPorts,
} from '#engine/index.ts';
import type { Abilities } from '#contract/host.ts';
import manifest from '../package.json' with { type: 'json' };
import { CONTROL_PATH, controlDemo } from './demo-control.ts';
import { listPageFiles, type PageFiles, pageFolder } from './page-files.ts';
import { parseServeArgs, type ServeOptions } from './serve-args.ts';
import { serveText } from './serve-text.ts';
import { untilStopped } from './until-stopped.ts';
import { userFolders } from './user-folders.ts';
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

/** What is under the app: real drives and the user's folders, or a demo of both. */
interface Ground {
  readonly engine: Engine;
  readonly world: FakeWorld | null;
  readonly folders: SessionPorts['folders'];
  readonly leave: () => Promise<void>;
}

async function run(options: ServeOptions, ground: Ground): Promise<number> {
  const { engine, world, folders } = ground;
  const session = await createSession(engine, {
    programVersion: manifest.version,
    abilities: { ...ABILITIES, canStayAwake: world === null && (await canStayAwake()) },
    isDemo: world !== null,
    folders,
    clock: world?.clock ?? { nowMs: () => performance.now(), date: () => new Date() },
    listed: { virtual: options.virtual, files: options.practiceFiles.map((file) => resolve(file)) },
    chooseFile: null,
    browse: world === null ? null : { folder: (path) => world.browse(path), roots: () => world.roots() },
  });
  try {
    const host = await startWebHost({
      session,
      address: options.address,
      port: options.port,
      files: await pageFiles(),
      control: world === null ? null : { path: CONTROL_PATH, answer: (request) => controlDemo(world, request) },
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
    world?.clock.runReal(); // what is under way ends in time
    await session.close();
    await engine.close();
    await ground.leave();
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

async function groundFor({ demo }: ServeOptions): Promise<Ground | null> {
  const programVersion = manifest.version;
  if (demo === null) {
    const program = programWords().map(shellWord).join(' ');
    const asRootCommand = `sudo ${program} serve`;
    const canAskOnTerminal = process.stdin.isTTY && process.stderr.isTTY;
    const engine = createEngine({ programVersion, canAskOnTerminal, asRootCommand });
    return { engine, world: null, folders: userFolders(process.env), leave: async () => {} };
  }
  const { createFakeEngine, scenarioNames } = await loadFakeEngine();
  const engine = createFakeEngine({ scenario: demo.scenario, programVersion });
  if (engine === null) {
    refuse(serveText.noScenario(scenarioNames));
    return null;
  }
  if (!demo.isClockManual) engine.world.clock.runReal();
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-demo-'));
  const folders = { config: join(folder, 'config'), state: join(folder, 'state'), cache: join(folder, 'cache') };
  return { engine, world: engine.world, folders, leave: () => rm(folder, { recursive: true, force: true }) };
}

async function pageFiles(): Promise<PageFiles> {
  const folder = pageFolder();
  if (folder !== null) return listPageFiles(folder);
  tell(serveText.notBuilt);
  return new Map();
}

/** A word as a shell takes it literally. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
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
