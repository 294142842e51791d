/** One line of `/proc/self/mountinfo`. */
export interface Mount {
  /** `major:minor` of the file system. */
  readonly device: string;
  readonly mountPoint: string;
  /** Folder of the file system that is mounted here: `/` unless it is a bind mount or subvolume. */
  readonly root: string;
  readonly fileSystem: string;
  /** What was mounted: a node, a folder, a pool, or a word. */
  readonly source: string;
  /** Options of the file system, comma-separated. */
  readonly options: string;
}

/**
 * Reads the mount table, in the order of mounting: of two at one place the later one is visible. Lines that are not
 * understood are left out.
 *
 * Source: proc_pid_mountinfo(5).
 */
export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    const dash = fields.indexOf('-', 6); // optional fields stand between the sixth and the dash
    const [, , device, root, mountPoint] = fields;
    if (dash < 0 || device === undefined || root === undefined || mountPoint === undefined) {
      return [];
    }
    const [fileSystem = '', source = '', ...options] = fields.slice(dash + 1);
    return [
      {
        device,
        mountPoint: unescapeOctal(mountPoint),
        root: unescapeOctal(root),
        fileSystem,
        source: unescapeOctal(source),
        options: unescapeOctal(options.join(' ')),
      },
    ];
  });
}

/** Paths of the swap areas in `/proc/swaps`: partitions and files. Source: proc_swaps(5). */
export function parseSwaps(text: string): readonly string[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const path = line.split(/\s/)[0];
      return path === undefined || path === '' ? [] : [unescapeOctal(path)];
    });
}

/** Folders that an overlay is made of, lowest last. Source: kernel, filesystems/overlayfs.rst. */
export function overlayFolders(options: string): readonly string[] {
  return options.split(/(?<!\\),/).flatMap((option) => {
    const found = /^(?:lowerdir\+?|datadir\+?|upperdir|workdir)=(.*)$/s.exec(option);
    return (found?.[1] ?? '')
      .split(/(?<!\\):/)
      .map((path) => path.replace(/\\(.)/gs, '$1'))
      .filter((path) => path.startsWith('/'));
  });
}

/** The mount that a path lies in: the last one at the deepest mount point above it. Null if there is none. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const { mountPoint } = mount;
    const isAbove = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    if (isAbove && mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  return best;
}

/** The kernel writes blank, tab, line break and backslash as `\040` and so on, byte by byte. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
