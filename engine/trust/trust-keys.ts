import type { PublicKey } from 'openpgp';
import { cleanText } from '../text/clean-text.ts';
import { armouredBlocks, loadOpenPgp } from './openpgp.ts';
import type { TrustFile } from './trust-file.ts';
import { VENDOR_KEYS } from './vendor-keys.ts';

/** A public key signatures are checked with. */
export interface TrustKey {
  readonly key: PublicKey;
  readonly from: 'vendor' | 'user';
  /** Whose images it signs, where it came with the program. */
  readonly vendor: string | null;
}

/** More than any keyring of a publisher has. */
const KEYS_MAX = 64;

let pinned: Promise<readonly TrustKey[]> | null = null;

/** The publishers' keys that come with the program; each has the fingerprint it is listed with. */
export function vendorKeys(): Promise<readonly TrustKey[]> {
  pinned ??= readVendorKeys();
  return pinned;
}

async function readVendorKeys(): Promise<readonly TrustKey[]> {
  const { readKey } = await loadOpenPgp();
  return await Promise.all(
    VENDOR_KEYS.map(async ({ vendor, fingerprint, base64 }) => {
      const key = await readKey({ binaryKey: Buffer.from(base64, 'base64') });
      if (key.getFingerprint().toUpperCase() !== fingerprint)
        throw new Error(`The key of ${vendor} is not ${fingerprint}`);
      return { key: key.toPublic(), from: 'vendor', vendor } as const;
    }),
  );
}

/** The public keys of a file a user gave; empty where it holds none that can be read. Secret parts are dropped. */
export async function readUserKeys({ bytes }: TrustFile): Promise<readonly TrustKey[]> {
  const { readKeys } = await loadOpenPgp();
  const blocks = armouredBlocks(bytes.toString('utf8'), 'PUBLIC KEY BLOCK', KEYS_MAX);
  const reading =
    blocks.length > 0
      ? blocks.map((armoredKeys) => readKeys({ armoredKeys }))
      : [readKeys({ binaryKeys: new Uint8Array(bytes) })];
  const read = await Promise.allSettled(reading);
  const keys = read.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  return keys.slice(0, KEYS_MAX).map((key) => ({ key: key.toPublic(), from: 'user', vendor: null }));
}

/** Who a key says it belongs to: its first user id, cleaned; its fingerprint where it has none. */
export function ownerOf(key: PublicKey): string {
  const [first] = key.getUserIDs();
  return first === undefined ? key.getFingerprint().toUpperCase() : cleanText(first);
}
