import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small Debian system for the bench: its kernel, and a disk without the program under test. */
export interface GuestSystem {
  readonly kernelPath: string;
  readonly initramfsPath: string;
  readonly diskPath: string;
}

const FILES = path.join(import.meta.dirname, 'guest');
const SUITE = 'bookworm';
const PACKAGES = [
  ...['busybox-static', 'coreutils', 'dash', 'grep', 'sed', 'procps', 'libstdc++6', 'libatomic1'],
  ...['util-linux', 'mount', 'udev', 'kmod', 'dmsetup', 'e2fsprogs', 'dosfstools', 'eject', 'fdisk'],
];
/** Kernel modules that find the system's disk, in any order: `modprobe` knows what they need. */
const EARLY_MODULES = ['virtio_pci', 'virtio_blk', 'ext4'];
/** Nothing of these is of use to someone who writes sticks; they are most of the kernel's size. */
const USELESS_MODULES = [
  ...['drivers/gpu', 'drivers/net', 'drivers/media', 'drivers/infiniband', 'drivers/iio', 'drivers/staging'],
  ...['drivers/isdn', 'drivers/hwmon', 'drivers/platform', 'drivers/edac', 'drivers/bluetooth', 'drivers/comedi'],
  ...['drivers/crypto', 'drivers/input', 'drivers/cpufreq', 'sound', 'net', 'arch/x86/kvm'],
];
const DISK_BYTES = 700 * 1024 * 1024;

/** Loads the few modules, mounts the system's disk and hands over. */
const INITRAMFS_INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in /modules/*.ko; do insmod $module; done
while [ ! -b /dev/vda ]; do sleep 0.1; done
mount -t ext4 -o ro /dev/vda /root
for folder in dev proc sys; do mount --move /$folder /root/$folder; done
exec switch_root /root /bench/init
`;

/** Debian packages of this machine that the bench needs; the tests name them where they are missing. */
export const GUEST_TOOLS = ['mmdebstrap', 'cpio', 'depmod', 'mke2fs', 'dpkg-deb', 'apt-get'] as const;

/**
 * Builds the guest, or takes it from the user's cache where nothing it is made of changed. Needs root and Debian's package
 * sources; about half a minute. A build that was broken off leaves nothing that would be taken.
 */
export async function buildGuest(): Promise<GuestSystem> {
  const { stdout } = await run('apt-cache', ['depends', 'linux-image-amd64']);
  const kernelPackage = /Depends: (linux-image-\S+)/.exec(stdout)?.[1];
  if (kernelPackage === undefined) throw new Error('Debian has no kernel package: apt-get update');
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'stickwright-test');
  const folder = path.join(cache, `guest-${await fingerprint(kernelPackage)}`);
  const system = {
    kernelPath: path.join(folder, 'vmlinuz'),
    initramfsPath: path.join(folder, 'initramfs.img'),
    diskPath: path.join(folder, 'system.img'),
  };
  if (await exists(folder)) return system;
  await mkdir(cache, { recursive: true });
  for (const old of await readdir(cache)) if (old.startsWith('guest-')) await remove(path.join(cache, old));
  const work = await mkdtemp(path.join(cache, 'building-'));
  try {
    await buildIn(work, kernelPackage);
    await rename(path.join(work, 'result'), folder);
  } finally {
    await remove(work);
  }
  return system;
}

async function fingerprint(kernelPackage: string): Promise<string> {
  const hash = createHash('sha256').update(kernelPackage);
  const files = (await readdir(FILES)).sort().map((name) => path.join(FILES, name));
  for (const file of [...files, import.meta.filename]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

async function buildIn(work: string, kernelPackage: string): Promise<void> {
  const result = path.join(work, 'result');
  const kernel = path.join(work, 'kernel');
  const root = path.join(work, 'root');
  await mkdir(result);
  await mkdir(root);
  await run('apt-get', ['--quiet', 'download', kernelPackage], { cwd: work });
  const archive = (await readdir(work)).find((name) => name.endsWith('.deb')) ?? '';
  await run('dpkg-deb', ['--extract', path.join(work, archive), kernel]);
  const release = kernelPackage.replace('linux-image-', '');
  await cp(path.join(kernel, 'boot', `vmlinuz-${release}`), path.join(result, 'vmlinuz'));
  await unpackUserland(work, root);
  await installModules({ kernel, root, release });
  await buildInitramfs({ work, root, release, target: path.join(result, 'initramfs.img') });
  await cp(FILES, path.join(root, 'bench'), { recursive: true });
  await chmod(path.join(root, 'bench', 'init'), 0o755);
  for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'media', 'mnt', 'program']) {
    await mkdir(path.join(root, name), { recursive: true });
  }
  await makeDisk(root, path.join(result, 'system.img'), DISK_BYTES);
}

/** Unpacks packages with all they depend on and runs none of their scripts: the first process is our own. */
async function unpackUserland(work: string, root: string): Promise<void> {
  const archive = path.join(work, 'userland.tar');
  const leftOut = ['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const hooks = '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr';
  const wanted = `--include=${PACKAGES.join(',')}`;
  await run('mmdebstrap', ['--quiet', '--variant=extract', hooks, wanted, ...leftOut, SUITE, archive]);
  await run('tar', ['-C', root, '-xf', archive, '--exclude=./dev/*']);
}

async function installModules(parts: { readonly kernel: string; readonly root: string; readonly release: string }) {
  const from = path.join(parts.kernel, 'lib', 'modules', parts.release);
  const to = path.join(parts.root, 'usr', 'lib', 'modules', parts.release);
  const useless = USELESS_MODULES.map((name) => path.join(from, 'kernel', name));
  await cp(from, to, { recursive: true, filter: (source) => !useless.includes(source) });
  await run('depmod', ['-b', parts.root, parts.release]);
}

async function buildInitramfs(parts: {
  readonly work: string;
  readonly root: string;
  readonly release: string;
  readonly target: string;
}): Promise<void> {
  const tree = path.join(parts.work, 'initramfs');
  for (const name of ['bin', 'modules', 'proc', 'sys', 'dev', 'root']) {
    await mkdir(path.join(tree, name), { recursive: true });
  }
  await cp(path.join(parts.root, 'bin', 'busybox'), path.join(tree, 'bin', 'busybox'));
  const modules = new Set<string>();
  for (const name of EARLY_MODULES) {
    const { stdout } = await run('modprobe', ['-d', parts.root, '-S', parts.release, '--show-depends', name]);
    for (const [, file = ''] of stdout.matchAll(/^insmod (\S+)/gm)) modules.add(file);
  }
  let order = 10; // two digits, so that the shell's order is this one
  for (const file of modules) {
    await cp(file, path.join(tree, 'modules', `${order}-${path.basename(file)}`));
    order += 1;
  }
  await writeFile(path.join(tree, 'init'), INITRAMFS_INIT, { mode: 0o755 });
  await run('sh', ['-c', 'find . | cpio --create --format=newc --quiet > "$0"', parts.target], { cwd: tree });
}

/** Makes an ext4 disk image of `sizeBytes` that holds a copy of the folder. */
export async function makeDisk(folder: string, target: string, sizeBytes: number): Promise<void> {
  await writeFile(target, '');
  await truncate(target, sizeBytes);
  await run('mke2fs', ['-q', '-t', 'ext4', '-m', '0', '-O', '^has_journal', '-d', folder, target]);
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null;
}

function remove(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
