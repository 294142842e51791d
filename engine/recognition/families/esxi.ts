import type { Unattended } from '#contract/system.ts';
import { efiArchitecture, type Family, matched, system } from '../family.ts';

const BOOT_CONFIGS = ['/boot.cfg', '/efi/boot/boot.cfg'] as const;
/** `ESXI-8.0U3B-24280767-STANDARD`. */
const LABEL = /^ESXI-([0-9][0-9A-Za-z.]*)-(?:[A-Z]+-)?([0-9]{5,})/u;

export const esxi: Family = {
  wanted: { texts: BOOT_CONFIGS, paths: ['/b.b00', '/s.v00'] },
  recognise: (facts) => {
    const configs = BOOT_CONFIGS.flatMap((path) => facts.texts.get(path) ?? []);
    const config = configs.join('\n');
    const title = matched(config, /^title=(.*ESXi.*)$/mu);
    const hasKernel = /^kernel=\/?b\.b00\s*$/mu.test(config);
    const label = LABEL.exec(facts.label.toUpperCase());
    if (title === null && !(hasKernel && facts.paths.has('/s.v00'))) {
      if (label === null) return null;
      const facts8 = { version: label[1] ?? null, build: label[2] ?? null, architecture: efiArchitecture(facts) };
      return system({ product: 'vmware-esxi', name: 'VMware ESXi', evidence: 'likely', ...facts8 });
    }
    // `build=8.0.3-0.35.24280767`: version, patch level and build number
    const build = /^build=([0-9]+(?:\.[0-9]+)+)-[0-9.]*?([0-9]{5,})\s*$/mu.exec(config);
    return system({
      product: 'vmware-esxi',
      name: 'VMware ESXi',
      version: label?.[1] ?? build?.[1] ?? null,
      build: label?.[2] ?? build?.[2] ?? null,
      architecture: efiArchitecture(facts),
      unattended: unattendedOf(config),
    });
  },
};

/** A kickstart script given to the installer as its option. */
function unattendedOf(config: string): Unattended | null {
  const script = matched(config, /^kernelopt=.*\bks=(\S+)/imu);
  if (script === null) return null;
  const host = matched(script, /^(?:https?|ftp|nfs):\/\/(?:[^@/]*@)?([^/:]+)/iu);
  if (host !== null) return { by: 'kickstart', answersFrom: 'network', source: host };
  const isInImage = /^(?:cdrom|usb|file):/iu.test(script);
  return { by: 'kickstart', answersFrom: isInImage ? 'image' : 'unknown', source: null };
}
