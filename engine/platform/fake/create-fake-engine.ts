import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { DriveContents } from '#contract/contents.ts';
import type { Drive } from '#contract/drive.ts';
import { ERROR_CODES, type ErrorCode } from '#contract/errors.ts';
import type { Image, ImageDigest } from '#contract/image.ts';
import type { BrowseRoot, FolderListing } from '#contract/methods.ts';
import { driveLabel } from '../../drive/drive-label.ts';
import { AppError, CancelledError, fail } from '../../errors/app-error.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { ContentsOptions, DigestOptions, Engine, ListQuery } from '../../ports.ts';
import { cleanText } from '../../text/clean-text.ts';
import { FakeClock } from './fake-clock.ts';
import { fakeContents } from './fake-contents.ts';
import { fakeFailure } from './fake-drive-run.ts';
import { type FakeDrive, fakeDrive, pluggedAgain } from './fake-drives.ts';
import {
  BROKEN_CODES,
  BROKEN_FOLDER,
  fakeImages,
  fakeListing,
  fakeRoots,
  fakeDigest,
  fakeSha256,
  IMAGE_FOLDER,
  unpackedBytes,
} from './fake-images.ts';
import { FakeNetwork } from './fake-network.ts';
import { FakeJob } from './fake-job.ts';
import { findScenario, type Scenario, scenarioNames } from './scenarios.ts';

export { scenarioNames };

/** What tests and demos may do to a fake computer. */
export interface FakeWorld {
  readonly clock: FakeClock;
  /** Plugs a stick in, by its key: a spare one, or one that was unplugged. False where there is none. */
  plug(key: string): boolean;
  unplug(key: string): boolean;
  /** Keys of what is plugged in, in order. */
  readonly plugged: readonly string[];
  /** Bytes written so far, by key; every drive of the scenario is in it. */
  readonly writtenBytes: Readonly<Record<string, number>>;
  /** Addresses that were asked for, in order; nothing really goes online. */
  readonly requests: readonly string[];
  browse(path: string | null): Promise<FolderListing>;
  roots(): Promise<readonly BrowseRoot[]>;
}

export interface FakeEngine extends Engine {
  readonly world: FakeWorld;
}

export interface FakeEngineOptions {
  /** A name of scenarios.ts, or `error-<CODE>`. */
  readonly scenario: string;
  readonly programVersion: string;
}

/** How fast a fake image is read for its checksum. */
const DIGEST_BYTES_PER_SEC = 400e6;
const DIGEST_STEP_MS = 250;
/** How long looking at a fake drive takes. */
const CONTENTS_MS = 1500;
const where = { process: 'host', operation: 'demo' } as const;

/** An engine of scripted drives on a clock of its own. It opens no device; null where there is no such scenario. */
export function createFakeEngine({ scenario: name, programVersion }: FakeEngineOptions): FakeEngine | null {
  const scenario = findScenario(name, (code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code));
  return scenario === null ? null : new FakeComputer(scenario, programVersion).engine();
}

class FakeComputer {
  readonly #scenario: Scenario;
  readonly #programVersion: string;
  readonly #clock = new FakeClock();
  readonly #written = new Map<string, number>();
  readonly #changed = new Set<() => void>();
  #plugged: readonly FakeDrive[];
  #aside: readonly FakeDrive[];
  #practice: readonly FakeDrive[] = [];
  readonly #network = new FakeNetwork((forMs, signal) => this.#pass(forMs, signal));
  #job: FakeJob | null = null;
  #listCount = 0;

  constructor(scenario: Scenario, programVersion: string) {
    this.#scenario = scenario;
    this.#programVersion = programVersion;
    this.#plugged = scenario.drives;
    this.#aside = scenario.spare;
    const all = [...scenario.drives, ...scenario.spare, ...(scenario.swap === null ? [] : [scenario.swap.to])];
    for (const { key } of all) this.#written.set(key, 0);
  }

  engine(): FakeEngine {
    return {
      listDrives: (query) => this.#list(query),
      watchDrives: (query, changed, signal) => this.#watch(query, changed, signal),
      inspectImage: (path) => inspect(path),
      lookAtRemote: (url) => this.#network.look(url),
      download: (request, options) => this.#network.download(request, options),
      fetchText: (url) => this.#network.fetchText(url),
      discardDownload: (partPath) => this.#network.discard(partPath),
      digestImage: (image, options) => this.#digest(image, options),
      rightsFor: async () => this.#scenario.rights.how,
      readContents: (drive, options) => this.#readContents(drive, options),
      ejectDrive: (drive) => this.#eject(drive),
      makePlan,
      continuations: async (image, drives) => this.#continuations(image, drives),
      startJob: (plan, tell) => {
        const job = new FakeJob({
          plan,
          scenario: this.#scenario,
          clock: this.#clock,
          programVersion: this.#programVersion,
          fakeOf: (drive) => this.#all().find((fake) => fake.drive.id === drive.id) ?? null,
          tell,
          wrote: (key, bytes) => this.#written.set(key, (this.#written.get(key) ?? 0) + bytes),
          unplugged: (key) => this.#unplug(key),
        });
        this.#job = job;
        return job;
      },
      createPracticeDrive: (path, sizeBytes) => this.#createPractice(path, sizeBytes),
      close: async () => this.#clock.stop(),
      world: this.#world(),
    };
  }

  /** Only what this computer's last job left unfinished, as far as it says so itself. */
  #continuations(image: Image, drives: readonly Drive[]): ReadonlyMap<string, number> {
    const { job } = { job: this.#job };
    return job === null ? new Map() : job.continuations(image, drives);
  }

  #world(): FakeWorld {
    const computer = this;
    return {
      clock: this.#clock,
      plug: (key) => this.#plug(key),
      unplug: (key) => this.#unplug(key),
      get plugged() {
        return computer.#plugged.map(({ key }) => key);
      },
      get writtenBytes() {
        return Object.fromEntries(computer.#written);
      },
      get requests() {
        return computer.#network.requests;
      },
      browse: async (path) => browse(path ?? IMAGE_FOLDER),
      roots: async () => fakeRoots,
    };
  }

  #all(): readonly FakeDrive[] {
    return [...this.#plugged, ...this.#practice];
  }

  async #list(query: ListQuery): Promise<readonly Drive[]> {
    if (this.#scenario.listFails) throw new AppError(fakeFailure('DRIVE_LIST_FAILED', ''));
    this.#listCount += 1;
    const { swap } = this.#scenario;
    // the first list is Review's, the second that of its confirmation
    if (swap !== null && this.#listCount === 2) {
      this.#plugged = this.#plugged.map((fake) => (fake.key === swap.from ? swap.to : fake));
      queueMicrotask(() => this.#tellChanged());
    }
    return this.#shown(query);
  }

  async #watch(query: ListQuery, changed: (drives: readonly Drive[]) => void, signal: AbortSignal): Promise<void> {
    if (this.#scenario.listFails) throw new AppError(fakeFailure('DRIVE_LIST_FAILED', ''));
    const tell = () => changed(this.#shown(query));
    this.#changed.add(tell);
    tell();
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    this.#changed.delete(tell);
  }

  #shown({ image, files }: ListQuery): readonly Drive[] {
    const neededBytes = image?.sizeBytes ?? 0;
    const isPractice = ({ drive }: FakeDrive) => (files ?? []).includes(drive.identity.devicePath);
    return [...this.#plugged, ...this.#practice.filter(isPractice)].map(({ drive }) => {
      const missingBytes = neededBytes - drive.identity.sizeBytes;
      if (missingBytes <= 0) return drive;
      const tooSmall = { code: 'too-small', detail: String(missingBytes), canUnlock: false } as const;
      return { ...drive, protections: [...drive.protections, tooSmall] };
    });
  }

  #plug(key: string): boolean {
    const fake = this.#aside.find((one) => one.key === key);
    if (fake === undefined) return false;
    this.#aside = this.#aside.filter((one) => one !== fake);
    this.#plugged = [...this.#plugged, fake];
    this.#tellChanged();
    return true;
  }

  #unplug(key: string): boolean {
    const fake = this.#plugged.find((one) => one.key === key);
    if (fake === undefined) return false;
    this.#plugged = this.#plugged.filter((one) => one !== fake);
    // plugged in again it is another attachment, and its script does not happen twice
    this.#aside = [...this.#aside, { ...pluggedAgain(fake), faults: [] }];
    this.#job?.unplug(key);
    this.#tellChanged();
    return true;
  }

  #tellChanged(): void {
    for (const tell of [...this.#changed]) tell();
  }

  async #eject({ identity, id }: Drive): Promise<void> {
    const fake = this.#all().find(({ drive }) => drive.id === id);
    const fails = fake?.faults.some(({ kind }) => kind === 'eject-fails') === true;
    if (fails) throw new AppError(fakeFailure('EJECT_FAILED', driveLabel(identity), false));
    if (fake !== undefined) this.#unplug(fake.key);
  }

  async #readContents(drive: Drive, { signal, onElevating, onReading }: ContentsOptions): Promise<DriveContents> {
    const { how, answerMs, answer } = this.#scenario.rights;
    const isOwn = drive.identity.bus === 'file';
    if (how !== 'none' && !isOwn) {
      onElevating(how);
      if (how === 'unavailable') throw new AppError(fakeFailure('ELEVATION_UNAVAILABLE', ''));
      await this.#pass(answerMs, signal);
      if (answer === 'denied') throw new AppError(fakeFailure('ELEVATION_DENIED', ''));
    }
    onReading();
    await this.#pass(CONTENTS_MS, signal);
    const isHere = this.#all().some((fake) => fake.drive.id === drive.id);
    if (!isHere) throw new AppError(fakeFailure('DRIVE_GONE', driveLabel(drive.identity)));
    return fakeContents(drive);
  }

  async #createPractice(path: string, sizeBytes: number): Promise<void> {
    if (this.#scenario.isFull) throw new AppError(fakeFailure('DISK_SPACE_LOCAL', ''));
    const made = fakeDrive({
      key: basename(path),
      node: path,
      bus: 'file',
      vendor: 'Practice drive',
      model: basename(path),
      serial: null,
      sizeBytes,
      portPath: null,
      writeMBPerSec: 300,
      readMBPerSec: 600,
    });
    await writeFile(path, '', { flag: 'wx' }); // stands for it in the folder of practice drives
    this.#practice = [...this.#practice, made];
    this.#written.set(made.key, 0);
  }

  /** A demo image takes virtual time; a real file that was uploaded is really read. */
  async #digest(image: Image, { signal, onProgress, extra: asked = [] }: DigestOptions): Promise<ImageDigest> {
    const extra = asked.map(({ algorithm }) => fakeDigest(algorithm, image.name));
    const imageBytes = unpackedBytes(image);
    if (dirname(image.path) !== IMAGE_FOLDER) {
      const hash = await sha256Of(image.path, signal);
      return { imageSha256: hash, fileSha256: hash, imageBytes, chunkTableSha256: hash, extra };
    }
    const totalBytes = image.file.sizeBytes;
    const stepBytes = (DIGEST_BYTES_PER_SEC * DIGEST_STEP_MS) / 1000;
    for (let doneBytes = stepBytes; doneBytes < totalBytes; doneBytes += stepBytes) {
      await this.#pass(DIGEST_STEP_MS, signal);
      onProgress(doneBytes, totalBytes);
    }
    await this.#pass(DIGEST_STEP_MS, signal);
    const hash = fakeSha256(image.name);
    const isPlain = image.layers.length === 0;
    return {
      fileSha256: hash,
      imageSha256: isPlain ? hash : null,
      imageBytes: isPlain ? imageBytes : null,
      chunkTableSha256: isPlain ? hash : null,
      extra,
    };
  }

  #pass(forMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        takeBack();
        reject(new CancelledError());
      };
      const takeBack = this.#clock.after(forMs, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
  }
}

async function inspect(path: string): Promise<Image> {
  const known = fakeImages.find((image) => image.path === path);
  if (known !== undefined) return known;
  const broken = BROKEN_CODES.find((code) => path === `${BROKEN_FOLDER}/${code}.iso`);
  if (broken !== undefined) {
    const failure = fakeFailure(broken, '');
    throw new AppError(Object.hasOwn(failure.params, 'path') ? withPath(failure, path) : failure);
  }
  const facts = await stat(path, { bigint: true }).catch((cause: unknown) => {
    throw fail('IMAGE_NOT_FOUND', { path }, { where, message: `There is no "${path}"`, cause });
  });
  if (facts.isDirectory()) throw fail('IMAGE_NOT_A_FILE', { path, kind: 'directory' }, { where, message: path });
  if (facts.size === 0n) throw fail('IMAGE_EMPTY', { path }, { where, message: `"${path}" is empty` });
  const sizeBytes = Number(facts.size);
  const file = {
    device: String(facts.dev),
    inode: String(facts.ino),
    sizeBytes,
    modifiedNs: String(facts.mtimeNs),
  };
  const [sample] = fakeImages;
  if (sample === undefined) throw new Error('There are no demo images');
  return { ...sample, path, name: cleanText(basename(path)), file, sizeBytes, volumeLabel: null };
}

function withPath(failure: AppError['failure'], path: string): AppError['failure'] {
  return { ...failure, params: { ...failure.params, path } } as AppError['failure']; // the same parameters, another path
}

function browse(path: string): FolderListing {
  const listing = fakeListing(path);
  if (listing !== null) return listing;
  throw fail('IMAGE_NOT_FOUND', { path }, { where, message: `There is no folder "${path}" in the demo` });
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
  return hash.digest('hex');
}
