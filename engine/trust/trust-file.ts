import { armouredBlocks } from './openpgp.ts';

/** A file that was given for checking an image. */
export interface TrustFile {
  /** Last part of its path, as it is. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Larger than any checksum file, signature or keyring of a publisher. */
export const TRUST_FILE_MAX_BYTES = 1024 * 1024;
export const TRUST_FILES_MAX = 16;

/** `signed-list`: a checksum list in the frame of its own signature. `list`: any other text. */
export type TrustFileKind = 'list' | 'signed-list' | 'signature' | 'keys' | 'nothing';

/** Packet tags that begin a file of binary OpenPGP. Source: RFC 9580 §5. */
const TAG_SIGNATURE = 2;
const TAG_PUBLIC_KEY = 6;

/** What a file is, from its contents. Pure. */
export function kindOfTrustFile({ bytes }: TrustFile): TrustFileKind {
  if (bytes.length === 0) return 'list';
  const tag = packetTag(bytes[0] ?? 0);
  if (tag === TAG_SIGNATURE) return 'signature';
  if (tag === TAG_PUBLIC_KEY) return 'keys';
  const text = bytes.toString('utf8');
  if (text.includes('\0')) return 'nothing';
  if (text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) return 'signed-list';
  if (armouredBlocks(text, 'PUBLIC KEY BLOCK', 1).length > 0) return 'keys';
  if (armouredBlocks(text, 'SIGNATURE', 1).length > 0) return 'signature';
  return 'list';
}

/** The tag of a packet header's first byte, old or new format; null where it is none. Source: RFC 9580 §4.2. */
function packetTag(byte: number): number | null {
  if ((byte & 0x80) === 0) return null;
  return (byte & 0x40) === 0 ? (byte >> 2) & 0x0f : byte & 0x3f;
}
