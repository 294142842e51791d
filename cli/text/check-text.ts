import type { EmbeddedResult } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import { en } from './en.ts';

/** What the image is compared with before anything is written. */
export function checkGivenText({ algorithm, fileName, from, signature, unknownKeys }: Expected): string {
  const name = en.algorithms[algorithm];
  const base =
    from === 'signature'
      ? en.checkSignature(fileName ?? '')
      : fileName === null
        ? en.checkPasted(name)
        : from === 'beside'
          ? en.checkBeside(name, fileName)
          : en.checkFile(name, fileName);
  return [base, signatureText(signature), unknownKeys.length > 0 ? en.unknownKeys(unknownKeys) : null]
    .filter((part) => part !== null)
    .join(' ');
}

/** Who signed it, and whose word that is; null where nobody did. */
export function signatureText(signature: Expected['signature']): string | null {
  if (signature === null) return null;
  const { signer, fingerprint, vendor } = signature;
  return en.signedBy(signer, vendor === null ? en.ownKey(fingerprint) : en.vendorKey(vendor, fingerprint));
}

/** What the image was found equal to; null where nothing was compared. */
export function checkedText(check: Expected | null): string | null {
  if (check === null) return null;
  const signed = signatureText(check.signature);
  if (signed !== null) return signed;
  const name = en.algorithms[check.algorithm];
  return check.fileName === null ? en.equalsPasted(name) : en.equalsFile(name, check.fileName);
}

/** How the checksum that the image carries in itself came out; null where it has none. */
export function embeddedText(embedded: EmbeddedResult | null): string | null {
  if (embedded === null) return null;
  return embedded.expected === embedded.actual ? en.embeddedEqual : en.embeddedDiffers;
}
