import type { System, Unattended } from '#contract/system.ts';
import type { Words } from '../i18n/keys.ts';

/** `Proxmox VE 9.1-1 installer`, `Probably Nutanix CE installer`. */
export function systemTitle({ name, version, editions, role, evidence }: System): Words {
  const [only, other] = editions;
  const edition = only === undefined || other !== undefined || only.startsWith(name) ? null : only;
  const system = [name, version, edition].filter((part) => part !== null).join(' ');
  const title: Words = [`system.${role}`, { system }];
  return evidence === 'likely' ? ['system.likely', { title }] : title;
}

/** `4 editions`; null where there is nothing to choose. */
export function editionCountWords(editions: readonly string[]): Words | null {
  return editions.length < 2 ? null : ['image.editions', { count: editions.length }];
}

/** Where the answers of an image that installs by itself come from. */
export function unattendedWords({ answersFrom, source }: Unattended): Words {
  if (answersFrom === 'image') return ['unattended.image'];
  if (answersFrom === 'unknown') return ['unattended.unknown'];
  if (answersFrom === 'volume') {
    return source === null ? ['unattended.anyVolume'] : ['unattended.volume', { volume: source }];
  }
  return source === null ? ['unattended.anyServer'] : ['unattended.server', { server: source }];
}
