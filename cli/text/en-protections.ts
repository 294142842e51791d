import type { ProtectionCode } from '#contract/errors.ts';
import { sizeText } from './format.ts';

/** Why a drive is locked: sentence and what to do (ux.md 4.3). */
export const protectionTexts = {
  system: { reason: () => 'This computer is running from it.', todo: null },
  'pool-member': {
    reason: (detail) => `Part of a running RAID, LVM or ZFS pool${named(detail)}.`,
    todo: null,
  },
  swap: { reason: () => 'Used as swap memory now.', todo: null },
  source: { reason: () => 'The image you chose is on it.', todo: 'Copy the image elsewhere first.' },
  'own-data': { reason: () => "This program's files are on it.", todo: null },
  'read-only': {
    reason: () => 'Write-protected.',
    todo: 'Slide the switch; if it has none, the drive has failed.',
  },
  'too-small': {
    reason: (detail) => (/^\d+$/.test(detail) ? `Too small: ${sizeText(Number(detail))} are missing.` : 'Too small.'),
    todo: 'Use a larger drive.',
  },
  'no-medium': { reason: () => 'Card reader without a card.', todo: 'Insert a card.' },
  'other-job': { reason: () => 'Being written now.', todo: null },
  internal: { reason: () => 'Built into this computer, not in use.', todo: 'Usually a mistake.' },
  huge: { reason: () => 'Larger than 2 TB.', todo: 'Usually a backup disk.' },
  virtual: {
    reason: () => 'A virtual drive, not a real one.',
    todo: 'If you do mean it, add --virtual.',
  },
  'not-a-drive': {
    reason: (detail) => (detail === '' ? 'Not a drive.' : `Not a drive: ${detail}`),
    todo: 'Name a drive such as /dev/sdb, or a practice drive such as file:practice.img.',
  },
  partition: {
    reason: (detail) =>
      detail === '' ? 'A partition, not a whole drive.' : `A partition of ${detail}, not a whole drive.`,
    todo: 'Name the whole drive: an image brings its own partitions.',
  },
} as const satisfies Record<ProtectionCode, { reason: (detail: string) => string; todo: string | null }>;

function named(detail: string): string {
  return detail === '' ? '' : ` (${detail})`;
}
