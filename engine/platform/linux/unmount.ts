import { spawn } from 'node:child_process';
import { cleanText } from '../../text/clean-text.ts';
import { CancelledError, fail } from '../../errors/app-error.ts';
import { readFile } from 'node:fs/promises';
import { type Mount, mountOf, parseMountInfo } from './mount-table.ts';
import { programsUsing } from './programs-using.ts';

/** Debian, Fedora, Arch and Alpine all have it here. */
const UMOUNT = '/bin/umount';
/** Longest text kept of what it says. */
const MESSAGE_MAX = 1000;

/**
 * Unmounts everything at the given mount points, never lazily: when it resolves, none of the file systems that were
 * mounted there is mounted anywhere that this process can see. Something mounted below or on top by someone else is not
 * touched.
 *
 * Throws DRIVE_IN_USE with the mount point and the programs that use it. What was unmounted until then stays so.
 */
export async function unmountAll(mountPoints: readonly string[], signal: AbortSignal): Promise<void> {
  const before = await readMounts();
  const devices = new Set<string>();
  for (const path of mountPoints) {
    const here = before.filter((mount) => mount.mountPoint === path && mount.fileSystem !== 'autofs');
    const device = here[0]?.device;
    if (device !== undefined) devices.add(device);
    // Whose turn it would be cannot be told: the drive's volume, or what someone put over it.
    const other = here.find((mount) => mount.device !== device);
    if (other !== undefined) throw await inUse(other, new Error('another file system is mounted there too'));
  }
  const isOurs = (mount: Mount) => devices.has(mount.device);

  for (let left = before.filter(isOurs); left.length > 0; ) {
    const failures: { readonly mount: Mount; readonly cause: Error }[] = [];
    for (const mount of inOrder(left, mountPoints)) {
      if (signal.aborted) throw new CancelledError();
      try {
        await unmountOne(mount);
      } catch (cause) {
        failures.push({ mount, cause: cause instanceof Error ? cause : new Error(String(cause)) });
      }
    }
    const still = (await readMounts()).filter(isOurs);
    const first = failures.find(({ mount }) => still.some((one) => one.mountPoint === mount.mountPoint));
    // One that had to wait for another is tried again as long as each round frees something.
    if (still.length >= left.length) throw await inUse(first?.mount ?? still[0] ?? null, first?.cause);
    left = still;
  }
}

/** In the given order first (it knows what stands on what), then the other places of the same file systems. */
function inOrder(mounts: readonly Mount[], mountPoints: readonly string[]): readonly Mount[] {
  const rank = ({ mountPoint }: Mount) => {
    const index = mountPoints.indexOf(mountPoint);
    return index < 0 ? mountPoints.length : index;
  };
  return mounts.toReversed().sort((a, b) => rank(a) - rank(b));
}

async function unmountOne({ mountPoint, device }: Mount): Promise<void> {
  const top = mountOf(await readMounts(), mountPoint);
  if (top?.mountPoint !== mountPoint) return; // gone meanwhile, for example with another one
  if (top.device !== device) throw new Error(`something else is mounted over "${mountPoint}"`);
  await run(UMOUNT, ['--', mountPoint]);
}

async function inUse(mount: Mount | null, cause: Error | undefined) {
  const mountPoint = mount?.mountPoint ?? '';
  const usedBy = mountPoint === '' ? [] : await programsUsing(mountPoint);
  return fail(
    'DRIVE_IN_USE',
    { drive: cleanText(mount?.source ?? ''), mountPoint: cleanText(mountPoint), usedBy },
    {
      where: { process: 'worker', operation: 'unmount' },
      message: `Cannot unmount "${cleanText(mountPoint)}": ${cause?.message ?? 'still mounted'}`,
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

async function readMounts(): Promise<readonly Mount[]> {
  return parseMountInfo(await readFile('/proc/self/mountinfo', 'utf8'));
}

/** Runs a program to its end; throws what it said on a code other than 0. It is not killed: half an unmount helps no one. */
async function run(program: string, programArguments: readonly string[]): Promise<void> {
  const child = spawn(program, programArguments, {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < MESSAGE_MAX) said += text;
  });
  const result = await new Promise<number | string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, killedBy) => resolve(code ?? killedBy ?? 'unknown'));
  });
  if (result !== 0) throw new Error(cleanText(said) || `${program} ended with ${result}`);
}
