import type { Signature as PgpSignature, SignaturePacket } from 'openpgp';
import { type Judgement, judge, readSignatures } from './judge-signature.ts';
import { loadOpenPgp } from './openpgp.ts';
import type { TrustFile } from './trust-file.ts';
import type { TrustKey } from './trust-keys.ts';

/** A digest over a whole image followed by some bytes: what a signature over the image signs. */
export interface SignedDigest {
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  readonly suffix: Buffer;
}

/** Hash algorithms of OpenPGP that prove something. Source: RFC 9580 §9.5. */
const HASHES: Readonly<Record<number, SignedDigest['algorithm']>> = { 8: 'sha256', 9: 'sha384', 10: 'sha512' };
const TYPE_BINARY = 0;

/**
 * A detached signature over an image, which is far too long to be handed over as bytes: `digests` are to be computed while
 * the image is read once, and judged then. null where no signature in the file can be judged like that.
 */
export async function readImageSignature(
  file: TrustFile,
): Promise<{ readonly digests: readonly SignedDigest[]; readonly judge: JudgeDigests } | null> {
  const signature = await readSignatures(file);
  if (signature === null) return null;
  const digests = signature.packets.map(signedDigest);
  const known = digests.filter((digest) => digest !== null);
  if (known.length < digests.length) return null;
  return { digests: known, judge: (hex, keys) => judgeDigests(file, { signature, hex, keys }) };
}

/** `hex` are the digests in their order. */
export type JudgeDigests = (hex: readonly string[], keys: readonly TrustKey[]) => Promise<Judgement>;

/**
 * What is hashed after the content: the hashed part of the signature itself and its length.
 * Source: RFC 9580 §5.2.4 (version 4 signatures).
 */
function signedDigest(packet: SignaturePacket): SignedDigest | null {
  const { version, signatureType, hashAlgorithm, signatureData } = packet;
  const algorithm = hashAlgorithm === null ? undefined : HASHES[hashAlgorithm];
  if (version !== 4 || signatureType !== TYPE_BINARY || algorithm === undefined || signatureData === null) return null;
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(signatureData.length, 2);
  return { algorithm, suffix: Buffer.concat([signatureData, trailer]) };
}

interface Digested {
  readonly signature: PgpSignature;
  readonly hex: readonly string[];
  readonly keys: readonly TrustKey[];
}

async function judgeDigests(file: TrustFile, { signature, hex, keys }: Digested): Promise<Judgement> {
  const { createMessage } = await loadOpenPgp();
  signature.packets.forEach((packet, index) => {
    // a packet with a digest is judged by it instead of by the message: how the package verifies streams (6.3.2)
    Object.assign(packet, { hashed: new Uint8Array(Buffer.from(hex[index] ?? '', 'hex')) });
  });
  const message = await createMessage({ binary: new Uint8Array() });
  return await judge(signature, message, { fileName: file.name, keys });
}
