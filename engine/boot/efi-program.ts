import type { Firmware } from '#contract/boot.ts';

/** What the headers of a UEFI program say. Offsets count from the start of the file. */
export interface EfiProgram {
  /** null: for a processor that is not asked for here. */
  readonly firmware: Exclude<Firmware, 'bios'> | null;
  /** Its certificate table; null where it is not signed. */
  readonly certificates: Place | null;
  /** The `.sbat` section. */
  readonly sbat: Place | null;
}

export interface Place {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Headers of every program met so far end far before this. */
export const EFI_HEADER_BYTES = 4096;

const MACHINES: Readonly<Record<number, EfiProgram['firmware']>> = {
  34404: 'uefi-x64',
  43620: 'uefi-arm64',
  332: 'uefi-ia32',
};
/** Application, boot service driver, runtime driver. Source: PE/COFF "Windows Subsystem". */
const SUBSYSTEM_APPLICATION = 10;
const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const SECTION_BYTES = 40;
const SECTIONS_MAX = 96;
const CERTIFICATE_DIRECTORY = 4;

/**
 * Reads the headers of a UEFI program from its first bytes (EFI_HEADER_BYTES, or all of it), or null where it is none
 * that firmware would start. Source: Microsoft PE/COFF specification §3; UEFI 2.10 §2.1.1.
 */
export function readEfiProgram(head: Buffer): EfiProgram | null {
  if (head.length < 64 || head.toString('latin1', 0, 2) !== 'MZ') return null;
  const at = head.readUInt32LE(60);
  if (at > EFI_HEADER_BYTES || head.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
  const coff = head.subarray(at + 4);
  if (coff.length < 20 + 2) return null;
  const optionalBytes = coff.readUInt16LE(16);
  const optional = coff.subarray(20, 20 + optionalBytes);
  const magic = optional.length >= 70 ? optional.readUInt16LE(0) : 0;
  if (magic !== PE32 && magic !== PE32_PLUS) return null;
  if (optional.readUInt16LE(68) !== SUBSYSTEM_APPLICATION) return null;
  const sections = coff.subarray(20 + optionalBytes);
  return {
    firmware: MACHINES[coff.readUInt16LE(0)] ?? null,
    certificates: certificatesOf(optional, magic === PE32_PLUS ? 108 : 92),
    sbat: sectionOf(sections, { name: '.sbat', count: Math.min(coff.readUInt16LE(2), SECTIONS_MAX) }),
  };
}

/** The certificate directory is the only one that counts from the start of the file. */
function certificatesOf(optional: Buffer, directoriesAt: number): Place | null {
  if (optional.length < directoriesAt + 4) return null;
  const count = optional.readUInt32LE(directoriesAt);
  const at = directoriesAt + 4 + CERTIFICATE_DIRECTORY * 8;
  if (count <= CERTIFICATE_DIRECTORY || optional.length < at + 8) return null;
  return placeOf(optional.readUInt32LE(at), optional.readUInt32LE(at + 4));
}

function sectionOf(sections: Buffer, { name, count }: { readonly name: string; readonly count: number }): Place | null {
  for (let index = 0; index < count; index += 1) {
    const section = sections.subarray(index * SECTION_BYTES, (index + 1) * SECTION_BYTES);
    if (section.length < SECTION_BYTES) return null;
    if (section.toString('latin1', 0, 8).replace(/\0+$/u, '') !== name) continue;
    const lengthBytes = Math.min(section.readUInt32LE(8), section.readUInt32LE(16));
    return placeOf(section.readUInt32LE(20), lengthBytes);
  }
  return null;
}

function placeOf(offsetBytes: number, lengthBytes: number): Place | null {
  return offsetBytes === 0 || lengthBytes === 0 ? null : { offsetBytes, lengthBytes };
}
