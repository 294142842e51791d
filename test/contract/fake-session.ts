import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Abilities } from '#contract/host.ts';
import { createSession, type FakeWorld, loadFakeEngine, type Session } from '#engine/index.ts';

export interface FakeSession {
  readonly session: Session;
  readonly world: FakeWorld;
  /** Holds config/, state/ and cache/ of the session. */
  readonly folder: string;
  close(): Promise<void>;
}

export const ABILITIES: Abilities = {
  canChooseFile: false,
  canBrowse: true,
  canTakeFile: true,
  isFileCopied: true,
  canPractice: true,
  canNotify: false,
  canStayAwake: false,
};

/** A session on scripted drives whose time the test moves. */
export async function fakeSession(scenario: string): Promise<FakeSession> {
  const { createFakeEngine } = await loadFakeEngine();
  const engine = createFakeEngine({ scenario, programVersion: '0.0.0-test' });
  if (engine === null) throw new Error(`There is no scenario "${scenario}"`);
  const { world } = engine;
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-session-'));
  const session = await createSession(engine, {
    programVersion: '0.0.0-test',
    abilities: ABILITIES,
    isDemo: true,
    folders: {
      config: join(folder, 'config'),
      state: join(folder, 'state'),
      cache: join(folder, 'cache'),
      log: join(folder, 'log'),
    },
    clock: world.clock,
    listed: { virtual: false, files: [] },
    chooseFile: null,
    updates: null,
    browse: { folder: (path) => world.browse(path), roots: () => world.roots() },
  });
  return {
    session,
    world,
    folder,
    close: async () => {
      world.clock.runReal(); // a job that still runs comes to its end
      await session.close();
      await engine.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    },
  };
}
