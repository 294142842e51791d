/** Characters of a serial number that stay readable. */
const SHOWN = 4;

/** A serial number with all but its last four characters replaced by dots; null stays null. */
export function maskSerial(serial: string | null): string | null {
  if (serial === null) return null;
  const shown = serial.slice(-SHOWN);
  return `${'•'.repeat(Math.max(0, serial.length - SHOWN))}${shown}`;
}
