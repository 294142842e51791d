import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Abilities } from '#contract/host.ts';
import {
  createEngine,
  createSession,
  type Engine,
  type EngineOptions,
  type FakeWorld,
  loadFakeEngine,
  type Session,
  type SessionPorts,
} from '#engine/index.ts';
import type { GroundOptions } from './ground-options.ts';
import { userFolders } from './user-folders.ts';

/** What is under the app: real drives and the user's folders, or a demo of both. */
export interface Ground {
  readonly engine: Engine;
  /** Of a demo only. */
  readonly world: FakeWorld | null;
  readonly folders: SessionPorts['folders'];
  /** Starts the application on it. */
  createSession(options: SessionOptions): Promise<Session>;
  /** Ends a session of `createSession`, then all that was made for it. */
  leave(session: Session | null): Promise<void>;
}

export interface SessionOptions {
  readonly abilities: Abilities;
  readonly chooseFile: SessionPorts['chooseFile'];
  readonly updates: SessionPorts['updates'];
}

/** The names of the scenarios there are, where the one that was asked for is not among them. */
export interface NoGround {
  readonly scenarioNames: readonly string[];
}

/** Makes the ground for an app. A demo is told from real drives by its options alone. */
export async function makeGround(options: GroundOptions, engineOptions: EngineOptions): Promise<Ground | NoGround> {
  if (options.demo === null) {
    const folders = userFolders(process.env);
    const engine = createEngine({ journalFolder: join(folders.state, 'unfinished'), ...engineOptions });
    return groundOf(options, engineOptions, { engine, world: null, folders, folder: null });
  }
  const { createFakeEngine, scenarioNames } = await loadFakeEngine();
  const { scenario, isClockManual } = options.demo;
  const engine = createFakeEngine({ scenario, programVersion: engineOptions.programVersion });
  if (engine === null) return { scenarioNames };
  if (!isClockManual) engine.world.clock.runReal();
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-demo-'));
  const inFolder = (name: string) => join(folder, name);
  const folders = {
    config: inFolder('config'),
    state: inFolder('state'),
    cache: inFolder('cache'),
    log: inFolder('log'),
  };
  return groundOf(options, engineOptions, { engine, world: engine.world, folders, folder });
}

interface Parts extends Pick<Ground, 'engine' | 'world' | 'folders'> {
  /** Deleted at the end. */
  readonly folder: string | null;
}

function groundOf(
  options: GroundOptions,
  { programVersion }: EngineOptions,
  { engine, world, folders, folder }: Parts,
): Ground {
  return {
    engine,
    world,
    folders,
    createSession: ({ abilities, chooseFile, updates }) =>
      createSession(engine, {
        programVersion,
        abilities,
        isDemo: world !== null,
        folders,
        clock: world?.clock ?? { nowMs: () => performance.now(), date: () => new Date() },
        listed: { virtual: options.virtual, files: options.practiceFiles.map((file) => resolve(file)) },
        chooseFile,
        updates,
        browse: world === null ? null : { folder: (path) => world.browse(path), roots: () => world.roots() },
      }),
    leave: async (session) => {
      world?.clock.runReal(); // what is under way ends in time
      await session?.close();
      await engine.close();
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    },
  };
}
