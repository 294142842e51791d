import type { Architecture, System, Unattended } from '#contract/system.ts';
import type { DiscFacts } from '../disc-facts.ts';
import { efiArchitecture, type Family, matched, system } from '../family.ts';
import type { WimImage } from '../wim.ts';

/** Media for two architectures have a folder for each. */
const INSTALL_WIMS = ['', '/x64', '/x86'].flatMap((folder) =>
  ['wim', 'esd', 'swm'].map((ending) => `${folder}/sources/install.${ending}`),
);
const BOOT_WIM = '/sources/boot.wim';
const ANSWER_FILE = '/autounattend.xml';
const EDITIONS_SHOWN = 16;

/** PROCESSOR_ARCHITECTURE numbers of the Windows SDK. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = { '0': 'x86', '5': 'arm', '9': 'x86-64', '12': 'arm64' };

export const windows: Family = {
  wanted: { wims: [...INSTALL_WIMS, BOOT_WIM], paths: ['/bootmgr', '/bootmgr.efi', '/setup.exe', ANSWER_FILE] },
  recognise: (facts) => {
    const installs = INSTALL_WIMS.flatMap((path) => facts.wims.get(path) ?? []);
    const [first] = installs;
    if (first !== undefined) return fromInstall(facts, first, installs);
    const [boot] = facts.wims.get(BOOT_WIM) ?? [];
    if (boot === undefined || !(facts.paths.has('/bootmgr') || facts.paths.has('/bootmgr.efi'))) return null;
    const common = { build: boot.build === '' ? null : boot.build, architecture: architectureOf(facts, boot) };
    // setup without a readable install.wim: Windows of some kind
    if (facts.paths.has('/setup.exe')) {
      return system({
        product: 'windows',
        name: 'Windows',
        evidence: 'likely',
        ...common,
        unattended: unattendedOf(facts),
      });
    }
    return system({ product: 'windows-pe', name: 'Windows PE', role: 'live', ...common });
  },
};

function fromInstall(facts: DiscFacts, first: WimImage, installs: readonly WimImage[]): System {
  const named = nameOf(installs);
  return system({
    ...named,
    build: first.build === '' ? null : first.build,
    editions: [...new Set(installs.map(({ name }) => name))].filter((name) => name !== '').slice(0, EDITIONS_SHOWN),
    architecture: architectureOf(facts, first),
    unattended: unattendedOf(facts),
  });
}

/** The name all editions share, from their own names; where these say nothing, from kind and build number. */
function nameOf(installs: readonly WimImage[]): Pick<System, 'product' | 'name'> {
  const has = (test: (image: WimImage) => boolean) => installs.some(test);
  const names = installs.map(({ name }) => name).join('\n');
  const build = Number.parseInt(installs[0]?.build ?? '', 10);
  if (has(({ editionId, name }) => editionId === 'ServerHyperCore' || name.includes('Hyper-V Server'))) {
    const year = matched(names, /Hyper-V Server (20[0-9]{2}(?: R2)?)/u);
    return { product: 'hyper-v-server', name: withWord('Hyper-V Server', year ?? serverYear(build)) };
  }
  if (has(({ installationType, name }) => installationType.startsWith('Server') || name.includes('Windows Server'))) {
    const year = matched(names, /Windows Server (20[0-9]{2}(?: R2)?)/u) ?? serverYear(build);
    return { product: 'windows-server', name: withWord('Windows Server', year) };
  }
  const client =
    matched(names, /Windows ([0-9]+(?:\.[0-9]+)?)/u) ?? (build >= 22000 ? '11' : build >= 10240 ? '10' : null);
  return { product: 'windows', name: withWord('Windows', client) };
}

function serverYear(build: number): string | null {
  if (build >= 26100) return '2025';
  if (build >= 20348) return '2022';
  if (build >= 17763) return '2019';
  return build >= 14393 ? '2016' : null;
}

function withWord(name: string, word: string | null): string {
  return word === null ? name : `${name} ${word}`;
}

function architectureOf(facts: DiscFacts, image: WimImage): Architecture | null {
  return ARCHITECTURES[image.architecture] ?? efiArchitecture(facts);
}

function unattendedOf({ paths }: DiscFacts): Unattended | null {
  return paths.has(ANSWER_FILE) ? { by: 'windows-answer-file', answersFrom: 'image', source: null } : null;
}
