import type { Product, System } from '#contract/system.ts';
import type { DiscFacts } from '../disc-facts.ts';
import { architectureOf, efiArchitecture, type Family, matched, system } from '../family.ts';
import { type Ini, linesOf, readIni } from '../key-values.ts';

const TREE_INFO = '/.treeinfo';
/** Three lines: time, release name, architecture. */
const DISC_INFO = '/.discinfo';
const LIVE = '/liveos/squashfs.img';
const INSTALLER = '/images/install.img';

/** By the beginning of the family's name, lower-case; the first that fits counts. */
const FAMILIES: readonly (readonly [string, Product, string])[] = [
  ['xcp-ng', 'xcp-ng', 'XCP-ng'],
  ['xenserver', 'xenserver', 'XenServer'],
  ['citrix hypervisor', 'xenserver', 'Citrix Hypervisor'],
  ['xcp', 'xenserver', 'XenServer'],
  ['fedora', 'fedora', 'Fedora'],
  ['red hat enterprise linux', 'rhel', 'Red Hat Enterprise Linux'],
  ['rhel', 'rhel', 'Red Hat Enterprise Linux'],
  ['rocky', 'rocky', 'Rocky Linux'],
  ['almalinux', 'almalinux', 'AlmaLinux'],
  ['alma linux', 'almalinux', 'AlmaLinux'],
  ['oraclelinux', 'oracle-linux', 'Oracle Linux'],
  ['oracle linux', 'oracle-linux', 'Oracle Linux'],
  ['centos', 'centos', 'CentOS'],
];

export const redHat: Family = {
  wanted: { texts: [TREE_INFO, DISC_INFO], paths: [LIVE, INSTALLER] },
  recognise: (facts) => fromTreeInfo(facts) ?? fromDiscInfo(facts) ?? fromLabel(facts),
};

function fromTreeInfo(facts: DiscFacts): System | null {
  const text = facts.texts.get(TREE_INFO);
  if (text === undefined) return null;
  const ini = readIni(text);
  const value = (section: string, key: string) => emptyToNull(ini.get(section)?.get(key));
  const name = brandOf(ini);
  const known = name === null ? null : knownFamily(name);
  const ownName = value('release', 'name') ?? value('general', 'family');
  if (known === null && ownName === null) return null;
  const [, product, title] = known ?? ['', 'linux', ownName ?? ''];
  const version =
    value('branding', 'version') ??
    value('release', 'version') ??
    value('general', 'version') ??
    value('platform', 'version');
  const stream = product === 'centos' && /stream/iu.test(name ?? '') ? ' Stream' : '';
  const variant = value('general', 'variant');
  return system({
    product,
    name: `${title}${stream}`,
    version,
    editions: product === 'fedora' && variant !== null ? [variant] : [],
    architecture:
      architectureOf(value('general', 'arch') ?? value('tree', 'arch') ?? undefined) ?? efiArchitecture(facts),
  });
}

/** Sources in the order of how plainly they name the product: XenServer's platform is XCP, its brand is not. */
function brandOf(ini: Ini): string | null {
  const places = [
    ['branding', 'name'],
    ['branding', 'product'],
    ['release', 'name'],
    ['general', 'family'],
    ['general', 'name'],
    ['product', 'name'],
    ['platform', 'name'],
  ] as const;
  for (const [section, key] of places) {
    const value = emptyToNull(ini.get(section)?.get(key));
    if (value !== null && knownFamily(value) !== null) return value;
  }
  return null;
}

function fromDiscInfo(facts: DiscFacts): System | null {
  const [time, release = '', architecture] = linesOf(facts.texts.get(DISC_INFO) ?? '');
  if (!/^[0-9]+(?:\.[0-9]+)?$/u.test(time ?? '')) return null;
  const known = knownFamily(release);
  if (known === null) return null;
  const [, product, name] = known;
  const version = /([0-9]+(?:\.[0-9]+)*)\s*$/u.exec(release)?.[1] ?? null;
  const role = facts.paths.has(LIVE) && !facts.paths.has(INSTALLER) ? 'live' : 'installer';
  return system({
    product,
    name,
    version,
    role,
    architecture: architectureOf(architecture) ?? efiArchitecture(facts),
  });
}

/** `Rocky-10-1-x86_64-dvd`, `RHEL-9-6-0-BaseOS-x86_64`, `Fedora-WS-Live-43-1-6`, `XCP-ng_8.3.0`. */
const LABELS: readonly (readonly [RegExp, Product, string])[] = [
  [/^XCP-ng[ _-]?([0-9]+(?:[._-][0-9]+)*)?/iu, 'xcp-ng', 'XCP-ng'],
  [/^(?:XenServer|Citrix[ _-]Hypervisor)[ _-]?([0-9]+(?:[._-][0-9]+)*)?/iu, 'xenserver', 'XenServer'],
  [/^Fedora-[A-Za-z-]+-(?:x86_64-|aarch64-)?([0-9]{2})(?:-|$)/iu, 'fedora', 'Fedora'],
  [/^RHEL-([0-9]+[.-][0-9]+)/iu, 'rhel', 'Red Hat Enterprise Linux'],
  [/^Rocky(?:-Linux)?-([0-9]+[.-][0-9]+)/iu, 'rocky', 'Rocky Linux'],
  [/^AlmaLinux-([0-9]+[.-][0-9]+)/iu, 'almalinux', 'AlmaLinux'],
  [/^OL-([0-9]+[.-][0-9]+)/iu, 'oracle-linux', 'Oracle Linux'],
  [/^CentOS-Stream-([0-9]+)/iu, 'centos', 'CentOS Stream'],
];

/** The volume's name alone, where the files that tell more are not there: never more than likely. */
function fromLabel(facts: DiscFacts): System | null {
  for (const [pattern, product, name] of LABELS) {
    const found = pattern.exec(facts.label);
    if (found === null) continue;
    const architecture = matched(facts.label, /(x86_64|aarch64|ppc64le|s390x)/iu) ?? undefined;
    return system({
      product,
      name,
      version: found[1]?.replace(/[_-]/gu, '.') ?? null,
      evidence: 'likely',
      role: /-Live-/iu.test(facts.label) ? 'live' : 'installer',
      architecture: architectureOf(architecture) ?? efiArchitecture(facts),
    });
  }
  return null;
}

function knownFamily(name: string): (typeof FAMILIES)[number] | null {
  const lower = name.toLowerCase();
  return FAMILIES.find(([start]) => lower.startsWith(start)) ?? null;
}

function emptyToNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text;
}
