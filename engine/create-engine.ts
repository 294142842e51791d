import { mkdir, open, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Network } from '#contract/download.ts';
import type { Drive } from '#contract/drive.ts';
import type { Plan } from '#contract/job.ts';
import type { ListOptions } from '#contract/reader.ts';
import { driveLabel } from './drive/drive-label.ts';
import { AppError, fail, osCodeOf } from './errors/app-error.ts';
import { lookAtDrive } from './contents/look-at-drive.ts';
import type { Engine, InspectOptions, ListQuery } from './ports.ts';
import { Journal } from './job/journal.ts';
import { startJob } from './job/run-job.ts';
import { makePlan } from './plan/make-plan.ts';
import { type Elevation, WITHOUT_ELEVATION } from './platform/elevation.ts';
import { chooseElevation, ejectWithOwnRights, mayOpen, stayAwake } from './platform/index.ts';
import { helperCommand, helperPath } from './process/helper-path.ts';
import { ReaderClient } from './reader/reader-client.ts';
import { RemoteImages } from './source/remote-images.ts';
import { networkFromEnvironment } from './source/network-settings.ts';
import { networkFromSystem, type SystemProxy } from './source/system-network.ts';

export interface EngineOptions {
  /** Version of the program, for receipts. */
  readonly programVersion: string;
  /** A person can type a password on this process's terminal. */
  readonly canAskOnTerminal: boolean;
  /** What a person can run instead when no rights can be had, ready to be pasted into a shell. */
  readonly asRootCommand: string;
  /** Absolute program and arguments that start the helper, where it is not in its usual place beside the host. */
  readonly helper?: readonly [string, ...string[]];
  /** How long a drive may accept nothing before it is given up. Default 60 s. */
  readonly stallLimitMs?: number;
  /** How servers are reached; asked before each use. Default: as the environment says. */
  readonly network?: () => Network | Promise<Network>;
  /** The system's own proxy settings; they count where the environment names no proxy. Default: there are none. */
  readonly systemProxy?: SystemProxy;
  /** How often what was written is made safe for another try. Default 5 s. */
  readonly storeEveryMs?: number;
  /** Folder of the user's own that remembers tries that were cut short; without it none can be continued. */
  readonly journalFolder?: string;
}

/** Longer than the pauses that good sticks make while they tidy up; the user sees "waiting" after 10 s. */
const STALL_LIMIT_MS = 60_000;
/** A flush costs a slow stick some 100 ms; more than this is not worth writing again. */
const STORE_EVERY_MS = 5000;

const where = { process: 'host', operation: 'engine' } as const;

/** The engine: starts its reader on first use; `close` must be called at the end. */
export function createEngine(options: EngineOptions): Engine {
  const helper = options.helper ?? helperCommand(helperPath(import.meta.url));
  const command = (mode: 'reader' | 'worker' | 'look') => [...helper, mode, '--stdio'] as const;
  const reader = new ReaderClient([...command('reader')]);
  const running = new Set<Promise<unknown>>();
  const remotes = new RemoteImages(reader, networkOf(options));
  const journal = new Journal(options.journalFolder ?? null);
  return {
    listDrives: (query) => reader.list(listOptions(query)),
    watchDrives: (query, changed, signal) => reader.watch(listOptions(query), changed, signal),
    inspectImage: (path, signal, how) => reader.inspect(resolve(path), signal, mapOf(how)),
    lookAtRemote: (url, signal, how) => remotes.look(url, signal, mapOf(how)),
    download: (request, how) => remotes.download({ ...request, folder: resolve(request.folder) }, how),
    fetchText: (url, signal) => remotes.fetchText(url, signal),
    discardDownload: (partPath) => reader.discardDownload(partPath),
    digestImage: ({ path, file, blockMapPath }, { of, signal, onProgress, extra }) =>
      reader.digest({ path, file, of, blockMapPath }, { signal, onProgress, extra }),
    rightsFor: async (drives, mode) => (await elevationFor({ drives, mode }, options)).how,
    readContents: async (drive, { signal, onElevating, onReading }) => {
      const elevation = await elevationFor({ drives: [drive], mode: 'verify' }, options);
      if (elevation.how !== 'none') onElevating(elevation.how);
      const { asRootCommand } = options;
      const lookCommand = [...command('look')] as const;
      return await lookAtDrive({ drive, reader, lookCommand, elevation, asRootCommand, signal, onReading });
    },
    ejectDrive,
    makePlan,
    continuations: async (image, drives) => {
      const done = drives.map(async ({ id, identity }) => [id, await journal.doneBytes(image, identity)] as const);
      return new Map((await Promise.all(done)).filter(([, bytes]) => bytes > 0));
    },
    startJob: (plan, onEvent) => {
      const cancelled = { before: false };
      const started = elevationFor(plan, options).then((elevation) => {
        const job = startJob({
          plan,
          reader,
          workerCommand: [...command('worker')],
          elevation,
          asRootCommand: options.asRootCommand,
          ownPaths: [...helper, process.execPath],
          programVersion: options.programVersion,
          stallLimitMs: options.stallLimitMs ?? STALL_LIMIT_MS,
          remoteOf: (image) => remotes.placeOf(image),
          storeEveryMs: options.storeEveryMs ?? STORE_EVERY_MS,
          journal,
          onEvent,
        });
        if (cancelled.before) job.cancel();
        return job;
      });
      const receipt = started.then((job) => job.receipt);
      running.add(receipt);
      void stayAwake().then((release) => receipt.finally(release));
      void receipt.finally(() => running.delete(receipt));
      return {
        receipt,
        cancel: (driveId) => {
          if (driveId === undefined) cancelled.before = true;
          void started.then((job) => job.cancel(driveId));
        },
        skipVerify: (driveId) => void started.then((job) => job.skipVerify(driveId)),
      };
    },
    createPracticeDrive,
    close: async () => {
      await Promise.allSettled(running);
      await reader.close();
    },
  };
}

function networkOf({ network, systemProxy }: EngineOptions): (url: string) => Network | Promise<Network> {
  if (network !== undefined) return network;
  if (systemProxy === undefined) return () => networkFromEnvironment(process.env);
  return (url) => networkFromSystem(process.env, { url, systemProxy });
}

function listOptions(query: ListQuery): ListOptions {
  return {
    virtual: query.virtual,
    all: query.all,
    files: query.files ?? [],
    imagePath: query.image?.remote === undefined ? (query.image?.path ?? null) : null,
    neededBytes: query.image?.sizeBytes ?? null,
  };
}

/** Rights are asked for only where a drive of the plan is not ours to open, or has volumes to unmount. */
async function elevationFor(
  plan: Pick<Plan, 'drives' | 'mode'>,
  { canAskOnTerminal }: EngineOptions,
): Promise<Elevation> {
  const needs = await Promise.all(
    plan.drives.map(async ({ identity, partitions }) => {
      const isMounted = plan.mode === 'write' && partitions.some(({ mountPoints }) => mountPoints.length > 0);
      return isMounted || !(await mayOpen(identity.devicePath, plan.mode === 'write' ? 'write' : 'read'));
    }),
  );
  if (!needs.includes(true)) return WITHOUT_ELEVATION;
  return await chooseElevation(canAskOnTerminal);
}

async function ejectDrive(drive: Drive): Promise<void> {
  await ejectWithOwnRights(drive).catch((cause: unknown) => {
    const label = driveLabel(drive.identity);
    const inUse = cause instanceof AppError && cause.failure.code === 'DRIVE_IN_USE' ? cause.failure : null;
    const message = `Cannot eject "${label}"`;
    throw fail('EJECT_FAILED', { drive: label, usedBy: inUse?.params.usedBy ?? [] }, { where, message, cause });
  });
}

async function createPracticeDrive(path: string, sizeBytes: number): Promise<void> {
  const folder = await realpath(dirname(resolve(path)));
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600); // never replaces a file
    try {
      await file.truncate(sizeBytes);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = osCodeOf(cause);
    const isSpace = code === 'ENOSPC' || code === 'EFBIG' || code === 'EDQUOT';
    if (isSpace) {
      throw fail(
        'DISK_SPACE_LOCAL',
        { path, neededBytes: sizeBytes },
        { where, message: `Cannot make "${path}" of ${sizeBytes} bytes`, cause },
      );
    }
    throw fail(
      'USAGE',
      { problem: 'the practice drive cannot be made', value: path },
      { where, message: `Cannot make "${path}"`, cause },
    );
  }
}

function mapOf({ blockMapPath }: InspectOptions = {}): InspectOptions {
  return blockMapPath === undefined ? {} : { blockMapPath: resolve(blockMapPath) };
}
