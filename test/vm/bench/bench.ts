import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorCode } from '#contract/errors.ts';
import { type CliEvent, cliEventSchema } from '#contract/cli-events.ts';
import type { Receipt } from '#contract/job.ts';
import { makeBootableImage } from '../../helpers/bootable-image.ts';
import { buildGuest } from './build-guest.ts';
import { Guest } from './guest.ts';
import type { EndedRun, GuestRun } from './guest-run.ts';
import { type Contents, type Faults, Medium } from './medium.ts';
import { IMAGES, makeProgramDisk, PROGRAM } from './program-disk.ts';
import type { Stick } from './stick.ts';

export const MIB = 1024 * 1024;
const SECTOR_BYTES = 512;
export const IMAGE_BYTES = 24 * MIB + 512;
export const STICK_BYTES = 96 * MIB;
const DESCRIPTOR_BYTES = 32 * 1024;
/** How long processes may take to notice that others are gone, and to end. */
export const GONE_MS = 30_000;
/** Far longer than any run of the table takes. */
const END_LIMIT_MS = 300_000;
/** The image of every write, in the guest. */
export const IMAGE = `${IMAGES}/installer.iso`;
/** Slow enough that a fault strikes in the middle, quick enough for a table of forty rows. */
export const SLOW_BYTES_PER_SEC = 12 * MIB;

export interface PluggedStick {
  readonly name: string;
  readonly medium: Medium;
  readonly devicePath: string;
}

/** What is on a drive, judged by its bytes and not by what anyone says. */
export type DriveState =
  | 'equal to the image'
  | 'blank'
  | 'old contents'
  /** All of it is there and nothing takes it for anything: the last thing to be written. */
  | 'equal but for a blank first sector'
  /** No computer takes a GPT without its protective MBR for anything (UEFI 2.10 §5.2.3); seen only if the power goes. */
  | 'tables without a first sector'
  | 'looks bootable and is not equal';

export interface WriteOptions {
  readonly image?: string;
  readonly more?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly code: ErrorCode | null;
  readonly receipt: Receipt | null;
  readonly tookMs: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface BenchParts {
  readonly folder: string;
  readonly farDisk: Medium | null;
  readonly start: () => Promise<Guest>;
}

/** A guest with the packed program, and everything a row of the fault table does with it. */
export class Bench {
  readonly image: Buffer;
  /** A disk of the computer, named "far", that can stop answering. */
  readonly farDisk: Medium | null;
  readonly #folder: string;
  readonly #start: () => Promise<Guest>;
  #guest: Guest;
  #nextStick = 1;

  private constructor(guest: Guest, image: Buffer, { folder, farDisk, start }: BenchParts) {
    this.#guest = guest;
    this.image = image;
    this.#folder = folder;
    this.farDisk = farDisk;
    this.#start = start;
  }

  get guest(): Guest {
    return this.#guest;
  }

  static async start(options: { readonly hasAutomounter?: boolean; readonly farDisk?: Medium } = {}): Promise<Bench> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'stickwright-bench-'));
    try {
      const imagePath = path.join(folder, 'installer.iso');
      await makeBootableImage(imagePath, IMAGE_BYTES);
      await putDescriptor(imagePath);
      const programDisk = path.join(folder, 'program.img');
      const [system] = await Promise.all([buildGuest(), makeProgramDisk(programDisk, { 'installer.iso': imagePath })]);
      const { hasAutomounter = false, farDisk = null } = options;
      const disks = farDisk === null ? {} : { far: farDisk };
      const start = () => Guest.start({ system, programDisk, hasAutomounter, disks });
      return new Bench(await start(), await readFile(imagePath), { folder, farDisk, start });
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      throw cause;
    }
  }

  async close(): Promise<void> {
    await this.guest.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  /** The power goes and comes back. The computer's own disk is as it was; sticks have to be plugged in again. */
  async powerCycle(): Promise<void> {
    await this.#guest.close();
    this.#guest = await this.#start();
  }

  /** Plugs in a stick that was used before: it carries an old partition table at both ends. */
  async stick(
    faults: Faults = {},
    traits: Partial<Omit<Stick, 'name' | 'server'>> & { readonly sizeBytes?: number } = {},
  ): Promise<PluggedStick> {
    const { sizeBytes = STICK_BYTES, ...others } = traits;
    const memory = new Medium(sizeBytes);
    memory.put(0, this.image.subarray(0, MIB));
    memory.put(0, Buffer.alloc(440, 1)); // not the image's own boot code
    // a stick that is smaller than it says never kept anything there
    if ((faults.realBytes ?? sizeBytes) === sizeBytes) memory.put(sizeBytes - 512, Buffer.from('EFI PART'));
    memory.set(faults);
    return this.plug(memory, others);
  }

  async plug(
    memory: Medium,
    traits: Partial<Omit<Stick, 'name' | 'server'>> = {},
    named?: string,
  ): Promise<PluggedStick> {
    const name = named ?? `stick${this.#nextStick}`;
    this.#nextStick += 1;
    const devicePath = await this.guest.plug(name, memory, traits);
    return { name, medium: memory, devicePath };
  }

  /** Starts a write of the image; `--json`, nothing asked. */
  write(sticks: readonly PluggedStick[], options: WriteOptions = {}): GuestRun {
    const { image = IMAGE, more = [], env = {} } = options;
    const drives = sticks.flatMap(({ devicePath }) => ['--to', devicePath]);
    return this.guest.spawn([...PROGRAM, 'write', image, ...drives, '--yes', '--json', ...more], { env });
  }

  /** Throws where the program does not end: what it said last, and what its processes wait for. */
  async outcome(run: GuestRun): Promise<Outcome> {
    const limit = new AbortController();
    const tooLong = delay(END_LIMIT_MS, null, { signal: limit.signal }).catch(() => null);
    const ended = await Promise.race([run.ended, tooLong]);
    limit.abort();
    if (ended !== null) return outcomeOf(ended);
    const waiting = await this.guest.shell('ps -eo pid,ppid,stat,wchan:20,args | grep -a "[/]program/helper" || true');
    throw new Error(`It did not end within ${END_LIMIT_MS / 1000} s: ${run.stdout.slice(-600)}\n${waiting}`);
  }

  /** Compares with the image and looks for whatever a firmware would take for a bootable medium. */
  stateOf(contents: Contents): DriveState {
    if (!looksBootable(contents)) return 'blank'; // the image itself is bootable
    const found = contents.read(0, this.image.length);
    if (found.equals(this.image)) return 'equal to the image';
    const isFirstBlank = found.subarray(0, SECTOR_BYTES).every((byte) => byte === 0);
    const isRestEqual = found.subarray(SECTOR_BYTES).equals(this.image.subarray(SECTOR_BYTES));
    if (isFirstBlank && isRestEqual) return 'equal but for a blank first sector';
    // while it is erased a table of before may stand or be gone; of the image there is nothing yet
    if (!signsOfImage(contents, this.image)) return 'old contents';
    return isFirstBlank && !isDisc(contents) ? 'tables without a first sector' : 'looks bootable and is not equal';
  }

  /** What a run must not leave behind in the guest: processes, mounts of the stick, sockets and files. */
  async leftovers(): Promise<string> {
    return this.guest.shell(
      [
        'for p in /proc/[0-9]*; do tr "\\0" " " < $p/cmdline 2>/dev/null | grep -a "^/program/helper" ; done',
        'grep -E "^/dev/(sd|mmc)" /proc/mounts',
        'ls -d /tmp/stickwright* /run/stickwright* 2>/dev/null',
        'true',
      ].join('; '),
    );
  }

  /** Waits until nothing is left behind any more; throws with what is, after GONE_MS. */
  async withoutLeftovers(): Promise<void> {
    const giveUpAt = performance.now() + GONE_MS;
    for (let left = await this.leftovers(); left.trim() !== ''; left = await this.leftovers()) {
      if (performance.now() > giveUpAt) throw new Error(`left behind: ${left}`);
      await delay(200);
    }
  }
}

/** Reads what `--json` printed; a line that is cut off by a kill is no line. */
export function outcomeOf(ended: EndedRun): Outcome {
  const events = eventsIn(ended.stdout);
  const receipt = events.find((event) => event.event === 'receipt');
  const failure = events.find((event) => event.event === 'error');
  return {
    exitCode: ended.exitCode,
    code: failure?.event === 'error' ? failure.failure.code : null,
    receipt: receipt?.event === 'receipt' ? receipt.receipt : null,
    tookMs: ended.tookMs,
    stdout: ended.stdout,
    stderr: ended.stderr,
  };
}

export function eventsIn(stdout: string): readonly CliEvent[] {
  return stdout.split('\n').flatMap((line) => {
    if (!line.endsWith('}')) return [];
    const parsed = cliEventSchema.safeParse(JSON.parse(line));
    assert.ok(parsed.success, `not in the schema: ${line.slice(0, 300)}`);
    return [parsed.data];
  });
}

/** Matches once a drive is in the phase. */
export function inPhase(phase: string): RegExp {
  return new RegExp(`"phase":"${phase}"`);
}

/** Matches once a drive's writing has come to so many MiB or more, below 100. */
export function writtenMib(mib: number): RegExp {
  const bytes = mib * MIB;
  const [first = '0', ...rest] = String(bytes);
  const more = `[${first}-9]\\d{${rest.length}}|\\d{${rest.length + 2},}`;
  return new RegExp(`"phase":"writing","doneBytes":(?:${more})\\b`);
}

/** The name by which firmware knows an ISO 9660 medium, in a descriptor that describes nothing. ECMA-119 §8.1 */
async function putDescriptor(imagePath: string): Promise<void> {
  const file = await open(imagePath, 'r+');
  await file.write(Buffer.from('\x02CD001\x01'), 0, 7, DESCRIPTOR_BYTES);
  await file.close();
}

/** Whether anything of the image is on the drive: its head, or a piece of what lies behind it. */
function signsOfImage(contents: Contents, image: Buffer): boolean {
  const places = [0, ...Array.from({ length: Math.floor(image.length / MIB) - 1 }, (_, mib) => (mib + 1) * MIB)];
  return places.some((place) => contents.read(place, 440).equals(image.subarray(place, place + 440)));
}

function looksBootable(contents: Contents): boolean {
  return (
    contents.read(510, 2).readUInt16BE() === 0x55aa ||
    [512, 4096, contents.sizeBytes - 512, contents.sizeBytes - 4096].some((place) => holdsText(contents, place)) ||
    isDisc(contents)
  );
}

function isDisc(contents: Contents): boolean {
  return contents.read(DESCRIPTOR_BYTES + 1, 5).toString('latin1') === 'CD001';
}

function holdsText(contents: Contents, offsetBytes: number): boolean {
  return contents.read(offsetBytes, 8).toString('latin1') === 'EFI PART';
}
