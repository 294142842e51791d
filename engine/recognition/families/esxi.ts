import type { Unattended } from '#contract/system.ts';
import { efiArchitecture, type Family, matched, system } from '../family.ts';

const BOOT_CONFIGS = ['/boot.cfg', '/efi/boot/boot.cfg'] as const;
/** `ESXI-8.0U3B-24280767-STANDARD`, also with a maker's word before or between; ESX 9 has no I. */
const LABEL = /^(?:VMWARE-)?ESXI?-([0-9][0-9A-Za-z.]*?)[-.](?:[A-Z]+-)?([0-9]{5,})(?:\b|_|$)/u;

export const esxi: Family = {
  wanted: { texts: BOOT_CONFIGS, paths: ['/b.b00', '/s.v00'] },
  recognise: (facts) => {
    const configs = BOOT_CONFIGS.flatMap((path) => facts.texts.get(path) ?? []);
    const config = configs.join('\n');
    const title = matched(config, /^title\s*=\s*(.*\bESXi?\b.*)$/imu);
    const hasKernel = /^kernel\s*=\s*\/?t?b(?:oot)?\.b00\s*$/imu.test(config);
    const label = LABEL.exec(facts.label.toUpperCase());
    if (title === null && !(hasKernel && facts.paths.has('/s.v00'))) {
      if (label === null) return null;
      const found = { version: label[1] ?? null, build: label[2] ?? null, architecture: efiArchitecture(facts) };
      return system({ product: 'vmware-esxi', name: nameOf(facts.label), evidence: 'likely', ...found });
    }
    // `build=8.0.3-0.35.24280767`: version, patch level and build number
    const build = /^build\s*=\s*([0-9]+(?:\.[0-9]+)+)-[0-9.]*?([0-9]{5,})\s*$/mu.exec(config);
    return system({
      product: 'vmware-esxi',
      name: nameOf(title ?? facts.label),
      version: label?.[1] ?? build?.[1] ?? null,
      build: label?.[2] ?? build?.[2] ?? null,
      architecture: efiArchitecture(facts),
      unattended: unattendedOf(config),
    });
  },
};

/** Since version 9 without the I. */
function nameOf(text: string): string {
  return /\bESX(?:-|\b)/iu.test(text) ? 'VMware ESX' : 'VMware ESXi';
}

/** A kickstart script given to the installer as its option. */
function unattendedOf(config: string): Unattended | null {
  const script = matched(config, /^kernelopt=.*\bks=(\S+)/imu);
  if (script === null) return null;
  const host = matched(script, /^(?:https?|ftp|nfs):\/\/(?:[^@/]*@)?([^/:]+)/iu);
  if (host !== null) return { by: 'kickstart', answersFrom: 'network', source: host };
  const isInImage = /^(?:cdrom|usb|file):/iu.test(script);
  return { by: 'kickstart', answersFrom: isInImage ? 'image' : 'unknown', source: null };
}
