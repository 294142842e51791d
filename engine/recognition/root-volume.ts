import type { Architecture, System } from '#contract/system.ts';
import { openExt } from '../filesystem/ext-volume.ts';
import { LimitedBytes } from '../filesystem/limited-bytes.ts';
import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { cleanText } from '../text/clean-text.ts';
import { readPairs } from './key-values.ts';

const READ_LIMIT_BYTES = 2 * 1024 * 1024;
const RELEASES = ['/etc/os-release', '/usr/lib/os-release'] as const;
const RELEASE_BYTES = 16 * 1024;
/** Folders of libraries that are for one kind of processor alone. */
const LIBRARIES: readonly (readonly [string, Architecture])[] = [
  ['/usr/lib/aarch64-linux-gnu', 'arm64'],
  ['/usr/lib/arm-linux-gnueabihf', 'arm'],
];

/** What the file system that a board's image keeps its system in says of it. */
export interface RootFacts {
  /** Of os-release: `NAME`, `VERSION_ID`, …; empty where it cannot be read. */
  readonly release: ReadonlyMap<string, string>;
  readonly architecture: Architecture | null;
}

/** null where the bytes are no ext volume that can be read, or lie where they cannot be unpacked. */
export async function readRootVolume(bytes: SeekableBytes, signal: AbortSignal): Promise<RootFacts | null> {
  const opened = await openExt(new LimitedBytes(bytes, READ_LIMIT_BYTES, signal));
  if (!opened.isFound) return null;
  const volume = opened.value;
  let release: ReadonlyMap<string, string> = new Map();
  for (const path of RELEASES) {
    const text = await volume.read(path, 0, RELEASE_BYTES);
    if (text.isFound) {
      release = readPairs(text.value.toString('utf8'));
      break;
    }
  }
  const found: Architecture[] = [];
  for (const [path, architecture] of LIBRARIES) if ((await volume.find(path)).isFound) found.push(architecture);
  const [only, other] = found;
  return { release, architecture: other === undefined ? (only ?? null) : null };
}

/** A system for a board, named as its own file system does. Pure. */
export function withRoot(system: System, { release, architecture }: RootFacts): System {
  const value = (key: string) => cleanText(release.get(key) ?? '') || null;
  const known = { ...system, architecture: architecture ?? system.architecture };
  const name = value('NAME');
  if (name === null) return known;
  const codeName = value('VERSION_CODENAME') ?? system.build;
  // its own name stays: os-release says Debian there, whose system it is made of
  if (system.product === 'raspberry-pi-os') return { ...known, build: codeName };
  return { ...known, name, version: value('VERSION_ID') ?? system.version, build: codeName, evidence: 'content' };
}
