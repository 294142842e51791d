import { architectureOf, efiArchitecture, type Family, matched, system } from '../family.ts';
import { linesOf } from '../key-values.ts';

/** Second line: `openSUSE-Leap-15.6-DVD-x86_64-Build710.3-Media`, `SLE-15-SP7-Full-x86_64-Build…`. */
const MEDIA = '/media.1/media';
const LEAP = /\b(?:openSUSE-)?Leap-(Micro-)?([0-9.]+[0-9])/iu;
const TUMBLEWEED = /\bopenSUSE-Tumbleweed\b/iu;
const SNAPSHOT = /(?:Snapshot|-)(20[0-9]{6})\b/iu;
const SLE = /\b(?:SLE|SLES|SUSE-Linux-Enterprise)[A-Za-z-]*-([0-9]+(?:\.[0-9]+)?)(?:-(SP[0-9]+))?/iu;
/** `SL-Micro-6.1`, before that `SLE-Micro-5.5`. */
const MICRO = /\b(?:SLE?|SUSE-Linux(?:-Enterprise)?)-Micro-([0-9]+(?:\.[0-9]+)?)/iu;

export const suse: Family = {
  wanted: { texts: [MEDIA] },
  recognise: (facts) => {
    const lines = linesOf(facts.texts.get(MEDIA) ?? '').slice(0, 3);
    const fromMedia = lines.some((line) => /suse/iu.test(line));
    const text = (fromMedia ? lines.join('\n') : facts.label).replace(/[ _]+(?!64)/gu, '-');
    const evidence = fromMedia ? 'content' : 'likely';
    const architecture = architectureOf(matched(text, /\b(x86_64|aarch64|ppc64le|s390x|armv7hl|i586)\b/u) ?? undefined);
    const rest = {
      evidence,
      architecture: architecture ?? efiArchitecture(facts),
      build: matched(text, /\bBuild([0-9.]+)/u),
    } as const;
    const leap = LEAP.exec(text);
    if (leap !== null) {
      const name = leap[1] === undefined ? 'openSUSE Leap' : 'openSUSE Leap Micro';
      return system({ product: 'opensuse', name, version: leap[2] ?? null, ...rest });
    }
    if (TUMBLEWEED.test(text)) {
      const version = matched(text, SNAPSHOT);
      return system({ product: 'opensuse', name: 'openSUSE Tumbleweed', version, ...rest });
    }
    const micro = MICRO.exec(text)?.[1];
    if (micro !== undefined) return system({ product: 'sle', name: 'SUSE Linux Micro', version: micro, ...rest });
    const sle = SLE.exec(text);
    if (sle === null) return null;
    const version = [sle[1], sle[2]].filter((part) => part !== undefined).join(' ');
    return system({ product: 'sle', name: 'SUSE Linux Enterprise', version, ...rest });
  },
};
