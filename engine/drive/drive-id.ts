import { createHash } from 'node:crypto';
import type { DriveIdentity } from '#contract/drive.ts';
import { cleanText } from '../text/clean-text.ts';

const CODE_LENGTH = 4;
const ID_DIGITS = 8;

/**
 * Short name of one attachment of one drive: `<node name>#<8 hex digits>`, e.g. `sdb#1f0a99c2`. The digits are the start
 * of the SHA-256 of the whole identity, so the id of another drive at the same node differs.
 */
export function driveId(identity: DriveIdentity): string {
  const name = identity.devicePath.replace(/^\\\\\.\\|^.*\//s, ''); // `\\.\PhysicalDrive2` on Windows
  return `${cleanText(name)}#${identityDigest(identity).slice(0, ID_DIGITS)}`;
}

/**
 * The four characters that are shown with a drive and typed to confirm it: the last four letters or digits of its
 * serial, upper case; where it has fewer than four, the start of the identity's digest.
 */
export function driveCode(identity: DriveIdentity): string {
  const serial = (identity.serial ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (serial.length >= CODE_LENGTH) return serial.slice(-CODE_LENGTH);
  return identityDigest(identity).slice(0, CODE_LENGTH).toUpperCase();
}

/** Field order must not matter: identities come from our own code and from JSON. */
function identityDigest(identity: DriveIdentity): string {
  const fields = Object.entries(identity).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
