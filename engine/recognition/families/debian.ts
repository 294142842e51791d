import type { Product, System, Unattended } from '#contract/system.ts';
import type { DiscFacts } from '../disc-facts.ts';
import { architectureOf, efiArchitecture, type Family, matched, system } from '../family.ts';
import { linesOf } from '../key-values.ts';

/** One line that names the disc; Debian's and Ubuntu's image builders write it. */
const INFO = '/.disk/info';
const GRUB = '/boot/grub/grub.cfg';
/** `Name 13.0.0 "Code name" - Official amd64 NETINST 20250809-11:20`, `Ubuntu-Server 24.04.3 LTS "Noble Numbat" - Release amd64 (20250805.1)`. */
const LINE = /^(.{1,80}?)\s+(\d[\w.]*(?:\s+LTS)?|testing|unstable)\s*(?:"([^"]{1,60})")?\s*-\s*(.{0,200})$/u;
const ARCHITECTURE = /\b(amd64|arm64|i386|armhf|riscv64|ppc64el|s390x)\b/u;
const DEBIAN_KINDS: Readonly<Record<string, string>> = { netinst: 'netinst', dvd: 'DVD', cd: 'CD', bd: 'BD' };

export const debian: Family = {
  wanted: {
    texts: [INFO, GRUB],
    paths: [
      '/casper',
      '/live/filesystem.squashfs',
      '/install.amd',
      '/install.a64',
      '/dists',
      '/preseed.cfg',
      '/autoinstall.yaml',
    ],
  },
  recognise: (facts) => {
    const [line = ''] = linesOf(facts.texts.get(INFO) ?? '');
    const parts = LINE.exec(line);
    if (parts === null) return null;
    const [, name = '', version = '', codeName, rest = ''] = parts;
    const { product, title } = productOf(name, rest);
    return system({
      product,
      name: title,
      version,
      build: codeName ?? null,
      editions: editionOf(product, rest),
      architecture: architectureOf(matched(rest, ARCHITECTURE) ?? undefined) ?? efiArchitecture(facts),
      role: roleOf(facts, product),
      unattended: unattendedOf(facts),
    });
  },
};

function productOf(name: string, rest: string): { readonly product: Product; readonly title: string } {
  if (/^Debian/u.test(name)) return { product: 'debian', title: name };
  if (/^Ubuntu-Server$/iu.test(name)) return { product: 'ubuntu-server', title: 'Ubuntu Server' };
  if (/^Ubuntu$/u.test(name)) {
    return /server/iu.test(rest)
      ? { product: 'ubuntu-server', title: 'Ubuntu Server' }
      : { product: 'ubuntu', title: 'Ubuntu Desktop' };
  }
  return { product: 'linux', title: name };
}

function editionOf(product: Product, rest: string): readonly string[] {
  if (product !== 'debian') return [];
  const kind = matched(rest, /\b(netinst|dvd|cd|bd)\b/iu)?.toLowerCase() ?? '';
  const named = Object.hasOwn(DEBIAN_KINDS, kind) ? DEBIAN_KINDS[kind] : undefined;
  return named === undefined ? [] : [named];
}

function roleOf({ paths }: DiscFacts, product: Product): System['role'] {
  const isInstaller = product === 'ubuntu-server' || paths.has('/install.amd') || paths.has('/install.a64');
  return !isInstaller && (paths.has('/casper') || paths.has('/live/filesystem.squashfs')) ? 'live' : 'installer';
}

/** Told by the command line of a kernel in the boot menu: files alone do nothing. */
function unattendedOf({ texts }: DiscFacts): Unattended | null {
  const commands = (texts.get(GRUB) ?? '').match(/^\s*linux\S*\s.*$/gmu)?.join('\n') ?? '';
  if (/\sautoinstall(?:\s|$)/mu.test(commands)) {
    const host = matched(commands, /\bds=nocloud[^\s;]*;s=https?:\/\/(?:[^@/\s]*@)?([^/:\s]+)/u);
    const isInImage = /\bds=nocloud[^\s]*;s=(?:file:\/\/)?\/cdrom\//u.test(commands);
    return {
      by: 'autoinstall',
      answersFrom: host === null ? (isInImage ? 'image' : 'unknown') : 'network',
      source: host,
    };
  }
  const file =
    /\b(?:preseed\/)?file=\/cdrom\/\S+/u.test(commands) && /\bauto(?:=true|-install\/enable=true)/u.test(commands);
  const host = matched(commands, /\b(?:preseed\/)?url=(?:https?:\/\/)?(?:[^@/\s]*@)?([^/:\s]+)/u);
  if (host !== null) return { by: 'preseed', answersFrom: 'network', source: host };
  return file ? { by: 'preseed', answersFrom: 'image', source: null } : null;
}
