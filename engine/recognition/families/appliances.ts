import { architectureOf, efiArchitecture, type Family, matched, system } from '../family.ts';
import { readPairs } from '../key-values.ts';

const HARVESTER_RELEASE = '/harvester-release.yaml';
const HARVESTER_GRUB = '/boot/grub2/harvester.cfg';
const TRUENAS_UPDATE = /^truenas.*\.update$/u;
/** Lists what the installer unpacks, as JSON. */
const TRUENAS_CORE = ['/truenas-manifest', '/freenas-manifest'] as const;
const GRUB = '/boot/grub/grub.cfg';

/** Source: harvester-installer, scripts/package-harvester-os (writes both files). */
export const harvester: Family = {
  wanted: { texts: [HARVESTER_RELEASE, HARVESTER_GRUB] },
  recognise: (facts) => {
    const release = facts.texts.get(HARVESTER_RELEASE);
    const fromRelease = release === undefined ? null : (readPairs(release).get('harvester') ?? null);
    const fromGrub = matched(facts.texts.get(HARVESTER_GRUB), /^set harvester_version=["']?(v?[0-9][\w.+-]*)/mu);
    const version = fromRelease ?? fromGrub;
    if (version === null) return null;
    const architecture = efiArchitecture(facts);
    return system({ product: 'harvester', name: 'Harvester', version: version.replace(/^v/u, ''), architecture });
  },
};

/** Source: truenas/scale-build (the update file lies at the root of the disc). Its version is inside a squashfs. */
export const truenas: Family = {
  wanted: { texts: [GRUB, ...TRUENAS_CORE] },
  recognise: (facts) => {
    const isScale = [...facts.names].some((name) => TRUENAS_UPDATE.test(name));
    const manifest = isScale ? undefined : TRUENAS_CORE.flatMap((path) => facts.texts.get(path) ?? [])[0];
    const isCore = manifest !== undefined;
    const isLabelled = /^(?:TRUE|FREE)NAS/iu.test(facts.label);
    if (!isScale && !isCore && !isLabelled) return null;
    return system({
      product: 'truenas',
      name: isCore ? 'TrueNAS CORE' : 'TrueNAS',
      version:
        matched(manifest, /"(?:Version|Sequence)"\s*:\s*"(?:True|Free)NAS-([^"\s]{1,40})"/iu) ??
        matched(
          facts.texts.get(GRUB),
          /TrueNAS(?:[ -](?:SCALE|Community(?:[ _-]Edition)?))?[ -]v?([0-9]{2}\.[0-9]+(?:[.-][\w.]+)*)/iu,
        ) ??
        matched(facts.label.replaceAll('_', '.'), /NAS[ -](?:SCALE[ -])?([0-9]{2}\.[0-9][\w.]*)/iu),
      architecture: efiArchitecture(facts) ?? (isScale || isCore ? architectureOf('amd64') : null),
      evidence: isScale || isCore ? 'content' : 'likely',
    });
  },
};

/** No file is known that names it: the volume name alone, so it is never more than likely. */
export const nutanix: Family = {
  wanted: {},
  recognise: (facts) => {
    if (!/^(?:PHOENIX|NUTANIX)(?:$|[ _.-])/iu.test(facts.label)) return null;
    const architecture = efiArchitecture(facts);
    return system({ product: 'nutanix-ce', name: 'Nutanix CE', evidence: 'likely', architecture });
  },
};
