import type { Loader } from '#contract/boot.ts';
import { DER, derElements } from './der.ts';

type Signer = NonNullable<Loader['signers']>[number];

/** Authorities that computers are sold with, by the common name in the certificates they issue. */
const AUTHORITIES: Readonly<Record<string, Signer>> = {
  'Microsoft Corporation UEFI CA 2011': 'microsoft-uefi-2011',
  'Microsoft UEFI CA 2023': 'microsoft-uefi-2023',
  'Microsoft Windows Production PCA 2011': 'windows-2011',
  'Windows UEFI CA 2023': 'windows-2023',
};
const HEADER_BYTES = 8;
const PKCS_SIGNED_DATA = 0x0002;
const SIGNATURES_MAX = 8;
/** 2.5.4.3, common name. */
const COMMON_NAME = Buffer.from([0x55, 0x04, 0x03]);

/**
 * Who signed a program, from its certificate table: one for each signature, `other` where the authority is not one that
 * computers are sold with or cannot be read. It is what the signature claims; the signature itself is not computed.
 * Source: UEFI 2.10 §32.2.4 (WIN_CERTIFICATE); PKCS #7 §9.1 (SignedData); RFC 5280 §4.1 (certificate).
 */
export function readSigners(table: Buffer): readonly Signer[] {
  const signers: Signer[] = [];
  for (let at = 0; at + HEADER_BYTES <= table.length && signers.length < SIGNATURES_MAX; ) {
    const lengthBytes = table.readUInt32LE(at);
    if (lengthBytes <= HEADER_BYTES) break;
    const isPkcs = table.readUInt16LE(at + 6) === PKCS_SIGNED_DATA;
    signers.push(isPkcs ? authorityOf(table.subarray(at + HEADER_BYTES, at + lengthBytes)) : 'other');
    at += Math.ceil(lengthBytes / 8) * 8;
  }
  return signers;
}

/**
 * The known authority that issued a certificate of the signature. The chain goes with it: the signer's own certificate
 * is issued by the authority itself or by one in between.
 */
function authorityOf(signature: Buffer): Signer {
  const [contentInfo] = derElements(signature);
  const wrapped = derElements(contentInfo?.content ?? Buffer.alloc(0)).find(({ tag }) => tag === DER.context0);
  const [signedData] = derElements(wrapped?.content ?? Buffer.alloc(0));
  const certificates = derElements(signedData?.content ?? Buffer.alloc(0)).find(({ tag }) => tag === DER.context0);
  for (const certificate of derElements(certificates?.content ?? Buffer.alloc(0))) {
    const authority = AUTHORITIES[issuerOf(certificate.content) ?? ''];
    if (authority !== undefined) return authority;
  }
  return 'other';
}

/** Common name of the issuer: the first name behind serial number and algorithm. */
function issuerOf(certificate: Buffer): string | null {
  const [toBeSigned] = derElements(certificate);
  const fields = derElements(toBeSigned?.content ?? Buffer.alloc(0));
  const serialAt = fields.findIndex(({ tag }) => tag === DER.integer);
  const issuer = fields[serialAt + 2];
  if (serialAt < 0 || issuer?.tag !== DER.sequence) return null;
  for (const set of derElements(issuer.content)) {
    for (const pair of derElements(set.content)) {
      const [type, value] = derElements(pair.content);
      if (type?.tag === DER.objectId && type.content.equals(COMMON_NAME))
        return value?.content.toString('utf8') ?? null;
    }
  }
  return null;
}
