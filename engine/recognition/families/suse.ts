import { architectureOf, efiArchitecture, type Family, matched, system } from '../family.ts';
import { linesOf } from '../key-values.ts';

/** Second line: `openSUSE-Leap-15.6-DVD-x86_64-Build710.3-Media`, `SLE-15-SP7-Full-x86_64-Build…`. */
const MEDIA = '/media.1/media';
const LEAP = /\bopenSUSE-(Leap)-([0-9.]+)/iu;
const TUMBLEWEED = /\bopenSUSE-(Tumbleweed)\b(?:.*?(?:Snapshot|-)([0-9]{8}))?/iu;
const SLE = /\b(?:SLE|SLES|SUSE-Linux-Enterprise)[A-Za-z-]*-([0-9]+(?:\.[0-9]+)?)(?:-(SP[0-9]+))?/u;

export const suse: Family = {
  wanted: { texts: [MEDIA] },
  recognise: (facts) => {
    const lines = linesOf(facts.texts.get(MEDIA) ?? '').slice(0, 3);
    const fromMedia = lines.some((line) => /suse/iu.test(line));
    const text = fromMedia ? lines.join('\n') : facts.label;
    const evidence = fromMedia ? 'content' : 'likely';
    const architecture = architectureOf(matched(text, /\b(x86_64|aarch64|ppc64le|s390x|armv7hl|i586)\b/u) ?? undefined);
    const rest = {
      evidence,
      architecture: architecture ?? efiArchitecture(facts),
      build: matched(text, /\bBuild([0-9.]+)/u),
    } as const;
    const leap = LEAP.exec(text);
    if (leap !== null) return system({ product: 'opensuse', name: 'openSUSE Leap', version: leap[2] ?? null, ...rest });
    const rolling = TUMBLEWEED.exec(text);
    if (rolling !== null) {
      return system({ product: 'opensuse', name: 'openSUSE Tumbleweed', version: rolling[2] ?? null, ...rest });
    }
    const sle = SLE.exec(text);
    if (sle === null) return null;
    const version = [sle[1], sle[2]].filter((part) => part !== undefined).join(' ');
    return system({ product: 'sle', name: 'SUSE Linux Enterprise', version, ...rest });
  },
};
