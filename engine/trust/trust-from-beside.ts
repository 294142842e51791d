import type { Image } from '#contract/image.ts';
import type { Expected } from '#contract/trust.ts';
import { findBeside } from './find-beside.ts';
import { imageNamesOf } from './image-names.ts';
import { signatureInvalid } from './judge-image-signature.ts';
import { judgeTrustFiles } from './judge-trust-files.ts';

/**
 * What checksum files beside the image say that it must be; null where none is for it. A signature over the image itself is
 * left out: judging it means reading the image. SIGNATURE_INVALID where a publisher's signature is not for its file.
 */
export async function trustFromBeside(image: Image): Promise<Expected | null> {
  const imageNames = imageNamesOf(image);
  const files = await findBeside(image.path, imageNames);
  if (files.length === 0) return null;
  const { bad, expected } = await judgeTrustFiles({ files, userKeys: [], imageNames, from: 'beside' });
  if (bad !== null) throw signatureInvalid(bad.fileName, bad.reason);
  return expected;
}
