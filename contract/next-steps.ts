import type { Boot } from './boot.ts';
import type { Product, System } from './system.ts';

/** What a person does with a written drive; the words are in the language files. */
export type NextStep =
  /** Plug it into the server and open its boot menu. */
  | { readonly step: 'plug' }
  /** Keys of the boot menu by maker of the server. */
  | { readonly step: 'keys' }
  /** Choose the line with UEFI. */
  | { readonly step: 'choose' }
  /** Choose the line without UEFI: nothing else starts the image. */
  | { readonly step: 'choose-bios' }
  /** DANGER: it begins without asking. */
  | { readonly step: 'unattended' }
  | { readonly step: 'install' }
  | { readonly step: 'try' }
  /** The drive is the system's own disk; for a Raspberry Pi there is no boot menu. */
  | { readonly step: 'insert-pi' }
  /** The server's own page, at the address it shows. `port` null: the usual one of https. */
  | { readonly step: 'open-page'; readonly port: number | null }
  | { readonly step: 'xen-tools' }
  | { readonly step: 'nutanix-cluster' }
  | { readonly step: 'hyper-v-role' }
  | { readonly step: 'sconfig' }
  | { readonly step: 'kvm' };

/** Ports of the pages that the installed systems serve; null: the usual one of https. */
const PAGES: Readonly<Partial<Record<Product, number | null>>> = {
  'proxmox-ve': 8006,
  'proxmox-backup-server': 8007,
  'proxmox-mail-gateway': 8006,
  'proxmox-datacenter-manager': 8443,
  'vmware-esxi': null,
  harvester: null,
  truenas: null,
};

const AFTER_INSTALL: Readonly<Partial<Record<Product, readonly NextStep[]>>> = {
  'xcp-ng': [{ step: 'xen-tools' }],
  xenserver: [{ step: 'xen-tools' }],
  'nutanix-ce': [{ step: 'nutanix-cluster' }],
  'windows-server': [{ step: 'hyper-v-role' }],
  'hyper-v-server': [{ step: 'sconfig' }],
  debian: [{ step: 'kvm' }],
  'ubuntu-server': [{ step: 'kvm' }],
};

/**
 * In the order they are done. An image that is not recognised gets the first two only (ux.md 4.7). `boot`: what its bytes say
 * of starting; null where that is not known any more. Pure.
 */
export function nextSteps(system: System | null, boot: Pick<Boot, 'starts'> | null = null): readonly NextStep[] {
  const choose = { step: startsByBiosOnly(boot) ? 'choose-bios' : 'choose' } as const;
  if (system === null) return [{ step: 'plug' }, choose];
  if (system.product === 'raspberry-pi-os' || system.product === 'raspberry-pi') return [{ step: 'insert-pi' }];
  const { product, role, unattended } = system;
  const start: readonly NextStep[] = [{ step: 'plug' }, { step: 'keys' }, choose];
  const danger: readonly NextStep[] = unattended === null ? [] : [{ step: 'unattended' }];
  if (role === 'live') return [...danger, ...start, { step: 'try' }];
  if (role === 'system') return [...danger, ...start];
  const port = PAGES[product];
  const page: readonly NextStep[] = port === undefined ? [] : [{ step: 'open-page', port }];
  return [...danger, ...start, { step: 'install' }, ...page, ...(AFTER_INSTALL[product] ?? [])];
}

function startsByBiosOnly(boot: Pick<Boot, 'starts'> | null): boolean {
  if (boot === null) return false;
  const { bios, ...others } = boot.starts;
  return bios.answer === 'yes' && Object.values(others).every(({ answer }) => answer === 'no');
}
