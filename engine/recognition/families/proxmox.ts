import type { Product, Unattended } from '#contract/system.ts';
import type { DiscFacts } from '../disc-facts.ts';
import { efiArchitecture, type Family, matched, system } from '../family.ts';
import { linesOf, readPairs } from '../key-values.ts';

/** The installer reads PRODUCT of this file, and goes by nothing else. Source: pve-installer, ISOEnv.pm. */
const CD_INFO = '/.cd-info';
/** Its presence makes the boot menu start the automatic installation by itself. Source: proxmox-auto-install-assistant. */
const MODE_FILE = '/auto-installer-mode.toml';

const PRODUCTS: Readonly<Record<string, { readonly product: Product; readonly name: string }>> = {
  pve: { product: 'proxmox-ve', name: 'Proxmox VE' },
  pbs: { product: 'proxmox-backup-server', name: 'Proxmox Backup Server' },
  pmg: { product: 'proxmox-mail-gateway', name: 'Proxmox Mail Gateway' },
  pdm: { product: 'proxmox-datacenter-manager', name: 'Proxmox Datacenter Manager' },
};

/** The system that is unpacked, by product. */
const BASES: Readonly<Record<string, string>> = {
  '/pve-base.squashfs': 'pve',
  '/pbs-base.squashfs': 'pbs',
  '/pmg-base.squashfs': 'pmg',
  '/pdm-base.squashfs': 'pdm',
};

export const proxmox: Family = {
  wanted: { texts: [CD_INFO, MODE_FILE], paths: ['/proxmox', '/boot/linux26', ...Object.keys(BASES)] },
  recognise: (facts) => {
    const info = facts.texts.get(CD_INFO);
    const pairs = info === undefined ? null : readPairs(info);
    const letters = pairs?.get('PRODUCT')?.toLowerCase() ?? '';
    const known = Object.hasOwn(PRODUCTS, letters) ? PRODUCTS[letters] : undefined;
    const unattended = unattendedOf(facts.texts.get(MODE_FILE));
    const rest = { architecture: efiArchitecture(facts), unattended };
    if (known !== undefined && pairs !== null) {
      const isoRelease = pairs.get('ISORELEASE') ?? '';
      const release = pairs.get('RELEASE') ?? '';
      const version = [release, isoRelease].filter((part) => part !== '').join('-');
      return system({ ...known, version: release === '' ? null : version, ...rest });
    }
    const title = pairs?.get('PRODUCTLONG') ?? '';
    if (/^[a-z]{2,5}$/u.test(letters) && /^Proxmox [A-Z]/u.test(title)) {
      // one that came after this program
      return system({ product: 'linux', name: title, version: pairs?.get('RELEASE') || null, ...rest });
    }
    const likely = likelyLetters(facts);
    const guessed = Object.hasOwn(PRODUCTS, likely) ? PRODUCTS[likely] : undefined;
    return guessed === undefined ? null : system({ ...guessed, evidence: 'likely', ...rest });
  },
};

/** By names that only the vendor's builder gives; '' where they are not there. */
function likelyLetters({ paths, label }: DiscFacts): string {
  const base = Object.entries(BASES).find(([path]) => paths.has(path));
  if (base !== undefined && (paths.has('/boot/linux26') || paths.has('/proxmox'))) return base[1];
  const letters = label.trim().toLowerCase();
  return paths.has('/proxmox') && paths.has('/boot/linux26') ? letters : '';
}

/** From the mode file, TOML of one level: only the keys named here matter. */
function unattendedOf(toml: string | undefined): Unattended | null {
  if (toml === undefined) return null;
  const text = linesOf(toml).join('\n');
  const mode = matched(text, /^mode\s*=\s*["']([a-z-]{1,20})["']/mu);
  if (mode === 'iso') return { by: 'proxmox', answersFrom: 'image', source: null };
  if (mode === 'partition') {
    // what the installer looks for when nothing is said
    const label = matched(text, /^partition[_-]label\s*=\s*["']([^"'\n]{1,64})["']/mu) ?? 'proxmox-ais';
    return { by: 'proxmox', answersFrom: 'volume', source: label };
  }
  if (mode === 'http') {
    const host = matched(text, /^(?:http\.)?url\s*=\s*["']https?:\/\/(?:[^@/"'\n]*@)?([^/:?#"'\n]{1,200})/mu);
    return { by: 'proxmox', answersFrom: 'network', source: host };
  }
  return { by: 'proxmox', answersFrom: 'unknown', source: null };
}
