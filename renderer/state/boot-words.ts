import { type Boot, FIRMWARES, type Firmware, type WriteMode } from '#contract/boot.ts';
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
  return ['boot.sectorTrap', { image: sectorSizeBytes, drive: driveSectorBytes }];
}
