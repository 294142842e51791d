import type { Architecture, System } from '#contract/system.ts';
import type { DiscFacts } from '../disc-facts.ts';
import { type Family, matched, system } from '../family.ts';
import { readPairs } from '../key-values.ts';

/** Beside the kernels on the FAT partition; the image builder of Raspberry Pi OS writes date and stage into it. */
const ISSUE = '/issue.txt';
const CONFIG = '/config.txt';
const OS_RELEASE = '/os-release';
/** Firmware that only these boards load. */
const FIRMWARE = [
  '/start4.elf',
  '/start.elf',
  '/bootcode.bin',
  '/bcm2712-rpi-5-b.dtb',
  '/bcm2711-rpi-4-b.dtb',
] as const;
const KERNELS_32 = ['/kernel.img', '/kernel7.img', '/kernel7l.img'] as const;
const KERNELS_64 = ['/kernel8.img', '/kernel_2712.img'] as const;
/** By the stage of the builder that an image ends with. */
const EDITIONS: Readonly<Record<string, string>> = { '2': 'Lite', '4': 'Desktop', '5': 'Full' };

/** Told by the FAT partition that the boards start from. */
export const raspberryPi: Family = {
  wanted: { texts: [ISSUE, CONFIG, OS_RELEASE], paths: [...FIRMWARE, ...KERNELS_32, ...KERNELS_64, '/overlays'] },
  recognise: (facts) => {
    const hasFirmware = FIRMWARE.some((path) => facts.paths.has(path)) || facts.paths.has('/overlays');
    if (!hasFirmware || !facts.texts.has(CONFIG)) return null;
    return fromIssue(facts) ?? fromRelease(facts) ?? other(facts);
  },
};

/** `Raspberry Pi reference 2026-10-02`, then `Generated using pi-gen, …, stage2`. */
function fromIssue(facts: DiscFacts): System | null {
  const issue = facts.texts.get(ISSUE);
  if (issue === undefined || !/^\s*(?:Raspberry Pi|Raspbian)\b/iu.test(issue)) return null;
  const stage = matched(issue, /\bstage-?([0-9])\b/iu) ?? '';
  const edition = Object.hasOwn(EDITIONS, stage) ? EDITIONS[stage] : undefined;
  return system({
    product: 'raspberry-pi-os',
    name: 'Raspberry Pi OS',
    version: matched(issue, /\b(20[0-9]{2}-[0-9]{2}-[0-9]{2})\b/u),
    editions: edition === undefined ? [] : [edition],
    ...common(facts),
  });
}

/** Some builders put a copy of the system's own description there. */
function fromRelease(facts: DiscFacts): System | null {
  const pairs = readPairs(facts.texts.get(OS_RELEASE) ?? '');
  const name = pairs.get('NAME') ?? '';
  if (name === '') return null;
  const isOfficial = /^(?:raspbian|raspberry pi os)/iu.test(`${pairs.get('ID') ?? ''} ${name}`.trim());
  const version = pairs.get('VERSION_ID') ?? pairs.get('VERSION') ?? null;
  const named = isOfficial
    ? ({ product: 'raspberry-pi-os', name: 'Raspberry Pi OS' } as const)
    : ({ product: 'raspberry-pi', name } as const);
  return system({ ...named, version, build: pairs.get('VERSION_CODENAME') ?? null, ...common(facts) });
}

function other(facts: DiscFacts): System {
  return system({ product: 'raspberry-pi', name: 'Raspberry Pi', evidence: 'likely', ...common(facts) });
}

function common(facts: DiscFacts): Pick<System, 'architecture' | 'role'> {
  return { architecture: architectureOf(facts), role: 'system' };
}

/** A 32-bit system brings 64-bit kernels too, a 64-bit one no others. */
function architectureOf({ paths }: DiscFacts): Architecture | null {
  if (KERNELS_32.some((path) => paths.has(path))) return 'arm';
  return KERNELS_64.some((path) => paths.has(path)) ? 'arm64' : null;
}
