import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const OUT = join(ROOT, 'out/package');

/** Every tool that makes or judges packages, by the Debian package that brings it. */
const TOOLS = {
  '7za': 'p7zip-full',
  appstreamcli: 'appstream',
  'desktop-file-validate': 'desktop-file-utils',
  'dpkg-deb': 'dpkg',
  makensis: 'nsis',
  mksquashfs: 'squashfs-tools',
  rpmbuild: 'rpm',
  'rsvg-convert': 'librsvg2-bin',
  strip: 'binutils',
  xmllint: 'libxml2-utils',
} as const;

/** Why packages cannot be made here, or null if they can: give it to `skip`. */
export async function packagingMissing(): Promise<string | null> {
  if (process.platform !== 'linux') return 'packages are checked on Linux';
  const lacking = await Promise.all(
    Object.entries(TOOLS).map(async ([program, name]) => ((await isInstalled(program)) ? [] : [name])),
  );
  const names = lacking.flat();
  return names.length === 0 ? null : `needs the packages ${names.join(' ')}`;
}

function isInstalled(program: string): Promise<boolean> {
  return exists(join('/usr/bin', program));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export interface BuiltPackages {
  readonly deb: string;
  readonly rpm: string;
  readonly appImage: string;
  readonly tarGz: string;
  /** The unpacked program of each system. */
  readonly linux: string;
  readonly windows: string;
  readonly mac: string;
}

/**
 * All kinds of packages, built with the shipped description and a stand-in for Electron's own files; built once, and kept
 * while nothing they are made of changes.
 */
export async function builtPackages(): Promise<BuiltPackages> {
  await run(process.execPath, [join(ROOT, 'scripts/package/check-packages.mjs')], { cwd: ROOT });
  const names = await readdir(join(OUT, 'linux'));
  const named = (ending: string) => {
    const [name, ...more] = names.filter((entry) => entry.endsWith(ending));
    if (name === undefined || more.length > 0)
      throw new Error(`One ${ending} is wanted, there are: ${names.join(' ')}`);
    return join(OUT, 'linux', name);
  };
  return {
    deb: named('.deb'),
    rpm: named('.rpm'),
    appImage: named('.AppImage'),
    tarGz: named('.tar.gz'),
    linux: join(OUT, 'linux/linux-unpacked'),
    windows: join(OUT, 'win/win-unpacked'),
    mac: join(OUT, 'mac/mac-arm64/Stickwright.app'),
  };
}

/** Unpacks a deb as dpkg does, into a new folder; call `remove` at the end. */
export async function unpackDeb(deb: string): Promise<{ readonly tree: string; readonly remove: () => Promise<void> }> {
  const tree = await mkdtemp(join(tmpdir(), 'stickwright-deb-'));
  await run('dpkg-deb', ['--extract', deb, tree]);
  await run('dpkg-deb', ['--control', deb, join(tree, 'DEBIAN')]);
  return { tree, remove: () => rm(tree, { recursive: true, force: true }) };
}

/** Runs a program and gives what it printed; throws with its error output when it fails. */
export async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, [...args], { maxBuffer: 64 * 2 ** 20 });
  return stdout;
}
