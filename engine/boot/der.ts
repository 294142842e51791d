/** One element of DER: its tag and its contents. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
}

/** Deeper or wider than any certificate. */
const ELEMENTS_MAX = 1000;
const LENGTH_BYTES_MAX = 4;

export const DER = { integer: 2, objectId: 6, sequence: 0x30, set: 0x31, context0: 0xa0 } as const;

/**
 * The elements that follow each other in `bytes`, up to the first that is cut short or malformed. Only the definite form,
 * with tags of one byte. Source: ITU-T X.690 §8.1, §10.1.
 */
export function derElements(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && elements.length < ELEMENTS_MAX) {
    const tag = bytes.readUInt8(at);
    const first = bytes.readUInt8(at + 1);
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    const contentAt = at + 2 + lengthBytes;
    if (first === 0x80 || lengthBytes > LENGTH_BYTES_MAX || contentAt > bytes.length) break;
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
    if (contentAt + length > bytes.length) break;
    elements.push({ tag, content: bytes.subarray(contentAt, contentAt + length) });
    at = contentAt + length;
  }
  return elements;
}
