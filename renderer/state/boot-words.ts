import { type Boot, FIRMWARES, type Firmware, type Loader, type WriteMode } from '#contract/boot.ts';
import type { Words } from '../i18n/keys.ts';

export interface FirmwareWords {
  readonly firmware: Firmware;
  readonly answer: Boot['starts']['bios']['answer'];
  readonly words: Words;
  /** Why not; null where it does start. */
  readonly reason: Words | null;
}

/** One line for each kind of computer worth a line: BIOS and UEFI always, other processors only where they may start. */
export function startsWords(boot: Boot): readonly FirmwareWords[] {
  return FIRMWARES.filter((firmware) => isWorthALine(boot, firmware))
    .map((firmware) => firmwareWords(boot, firmware))
    .sort((one, other) => Number(one.firmware === 'bios') - Number(other.firmware === 'bios'));
}

/** All four, for the details. */
export function allStartsWords(boot: Boot): readonly FirmwareWords[] {
  return FIRMWARES.map((firmware) => firmwareWords(boot, firmware));
}

function firmwareWords(boot: Boot, firmware: Firmware): FirmwareWords {
  const { answer, reason } = boot.starts[firmware];
  const name: Words = [`boot.firmware.${firmware}`];
  if (answer !== 'yes') {
    return { firmware, answer, words: [ANSWER_KEYS[answer], { firmware: name }], reason: [`boot.reason.${reason}`] };
  }
  const key = firmware === 'bios' ? 'boot.yes' : SECURE_KEYS[boot.secureBoot.answer];
  return { firmware, answer, words: [key, { firmware: name }], reason: null };
}

const ANSWER_KEYS = { no: 'boot.no', unknown: 'boot.unknown' } as const;
const SECURE_KEYS = { likely: 'boot.uefiSigned', no: 'boot.uefiNotSigned', unknown: 'boot.yes' } as const;

function isWorthALine({ starts }: Boot, firmware: Firmware): boolean {
  if (firmware === 'bios' || firmware === 'uefi-x64') return true;
  const { answer, reason } = starts[firmware];
  const common = starts['uefi-x64'];
  return answer === 'yes' || (answer === 'unknown' && common.answer !== 'yes' && common.reason !== reason);
}

/** How the image is written and why so, in one sentence. */
export function writeModeWords(writeMode: WriteMode): Words {
  if (writeMode.mode === 'raw') return [`boot.write.${writeMode.why}`];
  return ['boot.write.other', { system: systemWords(writeMode.system) }];
}

/** Whose setup medium it is. */
export function systemWords(system: Extract<WriteMode, { mode: 'other' }>['system']): Words {
  return [`boot.system.${system ?? 'disc'}`];
}

/** Its partition table is not found on a drive with other sectors; null: nothing to say. */
export function sectorTrapWords({ sectorSizeBytes }: Boot, driveSectorBytes: number): Words | null {
  if (sectorSizeBytes === null || sectorSizeBytes === driveSectorBytes) return null;
  return ['boot.sectorTrap', { image: String(sectorSizeBytes), drive: String(driveSectorBytes) }];
}

/** Proper names, the same in every language. `other` is no name. */
const CODE_NAMES = {
  isolinux: 'ISOLINUX',
  grub: 'GRUB',
  syslinux: 'SYSLINUX',
  'generic-mbr': 'MBR',
  windows: 'Windows',
  ipxe: 'iPXE',
  other: null,
} as const satisfies Record<NonNullable<Boot['bootCode']>, string | null>;

const SIGNER_NAMES = {
  'microsoft-uefi-2011': 'Microsoft Corporation UEFI CA 2011',
  'microsoft-uefi-2023': 'Microsoft UEFI CA 2023',
  'windows-2011': 'Microsoft Windows Production PCA 2011',
  'windows-2023': 'Windows UEFI CA 2023',
  other: null,
} as const satisfies Record<NonNullable<Loader['signers']>[number], string | null>;

/** Name of the code in the first sector; null where it is not a known one. */
export function codeName({ bootCode }: Boot): string | null {
  return bootCode === null ? null : CODE_NAMES[bootCode];
}

/** Authorities that signed a loader, and what its SBAT section names beside the format itself. */
export function loaderNames({ signers, sbat }: Loader): readonly string[] {
  const authorities = (signers ?? []).map((signer) => SIGNER_NAMES[signer]).filter((name) => name !== null);
  return [...authorities, ...(sbat ?? []).slice(1)];
}
