import { access, chmod, constants, cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { CommandLine } from '../elevation.ts';
import type { RootCommand } from '../host-system.ts';
import { mountOf, parseMountInfo } from './mount-table.ts';

/** File systems whose files root may not read: an AppImage's own mount, a network folder that squashes root. */
const NOT_FOR_ROOT = /^(fuse|nfs|cifs|smb|9p|afs|sshfs)/;
const PREFIX = 'helper-';
/** A copy that a crash left behind is removed by the next one after this time. */
const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000;

/**
 * The command line as it is, or with the program copied to a private folder where it lies on a mount that root cannot read.
 * What lies beside it (its native parts) comes along. Throws the system's error where no folder takes the copy.
 *
 * Source: AppImageKit issues 146 and 1191: FUSE shows a mount to its owner only, root included.
 */
export async function helperForRoot(command: CommandLine): Promise<RootCommand> {
  const [program, ...args] = command;
  if (!(await isHiddenNow(program))) return { command, release: async () => {} };
  let refusal: unknown = new Error('No folder for a copy of the writing program');
  for (const base of copyPlaces(process.env)) {
    const folder = await copyTo(base, program).catch((cause: unknown) => {
      refusal = cause;
      return null;
    });
    if (folder === null) continue;
    return {
      command: [join(folder, basename(program)), ...args],
      release: () => rm(folder, { recursive: true, force: true }),
    };
  }
  throw refusal;
}

/** Where a copy may lie, best first. Pure. */
export function copyPlaces(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const cache = env['XDG_CACHE_HOME'];
  const own = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache');
  return [join(own, 'stickwright'), join(tmpdir(), `stickwright-${process.geteuid?.() ?? 0}`)];
}

/** Copies the program with its folder into a new one below `base`, which only the user and root can enter. */
async function copyTo(base: string, program: string): Promise<string> {
  await mkdir(base, { recursive: true, mode: 0o700 });
  const facts = await stat(base);
  if (facts.uid !== process.geteuid?.()) throw new Error(`"${base}" belongs to someone else`);
  await chmod(base, 0o700);
  if (await isHiddenNow(join(base, PREFIX))) throw new Error(`Root cannot read "${base}" either`);
  await removeLeftBehind(base);
  const folder = await mkdtemp(join(base, PREFIX));
  try {
    await cp(dirname(program), folder, { recursive: true, dereference: true });
    const copy = join(folder, basename(program));
    await chmod(copy, 0o700);
    await access(copy, constants.X_OK); // refused where the file system is mounted noexec
    return folder;
  } catch (cause) {
    await rm(folder, { recursive: true, force: true });
    throw cause;
  }
}

async function isHiddenNow(path: string): Promise<boolean> {
  const found = await realpath(path).catch(() => path);
  return isHiddenFromRoot(found, await readFile('/proc/self/mountinfo', 'utf8'));
}

/** Whether a resolved path lies where root may be refused, by the text of `/proc/self/mountinfo`. Pure. */
export function isHiddenFromRoot(path: string, mountInfo: string): boolean {
  const mount = mountOf(parseMountInfo(mountInfo), path);
  if (mount === null || !NOT_FOR_ROOT.test(mount.fileSystem)) return false;
  return !/(?:^|,)allow_other(?:,|$)/.test(mount.options); // said by FUSE where everyone may look
}

async function removeLeftBehind(base: string): Promise<void> {
  for (const name of (await readdir(base)).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(base, name);
    const modifiedMs = (await stat(folder).catch(() => null))?.mtimeMs ?? Date.now();
    if (Date.now() - modifiedMs > LEFT_BEHIND_MS) await rm(folder, { recursive: true, force: true });
  }
}
