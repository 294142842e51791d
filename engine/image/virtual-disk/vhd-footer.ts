export const VHD_FOOTER_BYTES = 512;
const CHECKSUM_AT = 64;

/** True for the last 512 bytes of a VHD. Source: Virtual Hard Disk Image Format Specification 1.0, "Hard Disk Footer Format". */
export function isVhdFooter(sector: Buffer): boolean {
  return (
    sector.length === VHD_FOOTER_BYTES &&
    sector.toString('latin1', 0, 8) === 'conectix' &&
    sector.readUInt32BE(CHECKSUM_AT) === sumOf(sector, CHECKSUM_AT)
  );
}

/** One's complement of the sum of all bytes but the checksum itself, as footers and headers carry it. */
export function sumOf(structure: Buffer, checksumAt: number): number {
  let sum = 0;
  for (const [at, byte] of structure.entries()) {
    if (at < checksumAt || at >= checksumAt + 4) sum += byte;
  }
  return ~sum >>> 0;
}
