import { type Boot, type BootVerdict, FIRMWARES, type Firmware } from '#contract/boot.ts';
import type { Drive } from '#contract/drive.ts';
import { enBoot } from './en-boot.ts';

/** `BIOS: yes`, `UEFI x64: no, there is no loader for it`. */
function verdictText(firmware: Firmware, { answer, reason }: BootVerdict): string {
  const words = `${enBoot.firmwares[firmware]}: ${enBoot.answers[answer]}`;
  return answer === 'yes' ? words : `${words}, ${enBoot.reasons[reason]}`;
}

/** Facts of starting a computer, label and value; processors nothing is there for are left out. */
export function bootFacts(boot: Boot): readonly (readonly [string, string])[] {
  const shown = FIRMWARES.filter(
    (firmware) => firmware === 'bios' || firmware === 'uefi-x64' || isWorthTelling(boot, firmware),
  );
  return [
    ...shown.map(
      (firmware, index) => [index === 0 ? enBoot.startsOn : '', verdictText(firmware, boot.starts[firmware])] as const,
    ),
    ...(boot.secureBoot.reason === 'no-loader'
      ? []
      : [[enBoot.secureBoot, enBoot.secure[boot.secureBoot.reason]] as const]),
    [enBoot.writtenAs, writeModeText(boot)],
  ];
}

/** Nobody expects an Arm server to start: it is told only where it may. */
export function isWorthTelling({ starts }: Boot, firmware: Firmware): boolean {
  const { answer, reason } = starts[firmware];
  return (
    answer === 'yes' ||
    (answer === 'unknown' && reason !== starts['uefi-x64'].reason && starts['uefi-x64'].answer !== 'yes')
  );
}

export function writeModeText({ writeMode }: Boot): string {
  if (writeMode.mode === 'raw') return enBoot.raw[writeMode.why];
  return writeMode.system === null ? enBoot.otherMethod : enBoot.otherMethodFor(enBoot.systems[writeMode.system]);
}

/** The image's partition table is not found on the drive because their sectors differ; null: nothing to say. */
export function sectorTrapText({ sectorSizeBytes }: Boot, drive: Drive): string | null {
  if (sectorSizeBytes === null || sectorSizeBytes === drive.sectorSizeBytes) return null;
  return enBoot.sectors(sectorSizeBytes, drive.sectorSizeBytes);
}
