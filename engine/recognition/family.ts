import type { Architecture, System } from '#contract/system.ts';
import { type DiscFacts, EFI_PATHS, type Wanted } from './disc-facts.ts';

/** One family of systems: what to read, and a pure rule that names the system or says that it is none of its. */
export interface Family {
  readonly wanted: Wanted;
  readonly recognise: (facts: DiscFacts) => System | null;
}

/** A system of which only some is known. */
export function system(known: Pick<System, 'product' | 'name'> & Partial<System>): System {
  return {
    version: null,
    build: null,
    editions: [],
    architecture: null,
    role: 'installer',
    evidence: 'content',
    unattended: null,
    ...known,
  };
}

const ARCHITECTURE_NAMES: Readonly<Record<string, Architecture>> = {
  x86_64: 'x86-64',
  'x86-64': 'x86-64',
  amd64: 'x86-64',
  x64: 'x86-64',
  aarch64: 'arm64',
  arm64: 'arm64',
  i386: 'x86',
  i586: 'x86',
  i686: 'x86',
  x86: 'x86',
  armhf: 'arm',
  armv7hl: 'arm',
  armv7: 'arm',
  riscv64: 'riscv64',
  ppc64le: 'ppc64le',
  ppc64el: 'ppc64le',
  s390x: 's390x',
};

/** The architecture a word stands for, or null. */
export function architectureOf(word: string | undefined): Architecture | null {
  const key = word?.trim().toLowerCase() ?? '';
  return Object.hasOwn(ARCHITECTURE_NAMES, key) ? (ARCHITECTURE_NAMES[key] ?? null) : null;
}

/** The architecture of the EFI programs in the volume, where they are for one alone. */
export function efiArchitecture({ paths }: DiscFacts): Architecture | null {
  const found = Object.entries(EFI_PATHS).flatMap(([name, path]) => (paths.has(path) ? [name] : []));
  // 32-bit firmware starts 64-bit systems too
  const wide = found.filter((name) => name !== 'x86');
  const [only, other] = wide.length > 0 ? wide : found;
  return other === undefined ? architectureOf(only) : null;
}

/** First group of the match in a text, trimmed, or null. */
export function matched(text: string | undefined, pattern: RegExp): string | null {
  const found = text === undefined ? undefined : pattern.exec(text)?.[1]?.trim();
  return found === undefined || found === '' ? null : found;
}
