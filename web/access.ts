import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Browsers that are let in at the same time; the one that came first goes out. */
const BROWSERS_MAX = 16;
const SECRET_BYTES = 32;

export interface Entry {
  /** For the page's own storage, which belongs to one port. */
  readonly key: string;
  /** For the cookie, which scripts cannot read. */
  readonly cookie: string;
}

/**
 * Who may talk to the host. An address carries a token that lets one browser in, once; that browser then holds a key and a
 * cookie, both needed for every request. Secrets live in memory only and end with the program.
 */
export class Access {
  #token: Buffer | null = null;
  #entries: readonly { readonly key: Buffer; readonly cookie: Buffer }[] = [];

  /** A new token for one more browser; the one before it is void. */
  newToken(): string {
    const token = secret();
    this.#token = digest(token);
    return token;
  }

  /** Uses the token up. null where it is wrong, used or void. */
  enter(token: string): Entry | null {
    if (this.#token === null || !isEqual(this.#token, token)) return null;
    this.#token = null;
    const entry: Entry = { key: secret(), cookie: secret() };
    this.#entries = [...this.#entries, { key: digest(entry.key), cookie: digest(entry.cookie) }].slice(-BROWSERS_MAX);
    return entry;
  }

  /** True if both belong to one browser that was let in. */
  isKnown(key: string | null, cookie: string | null): boolean {
    if (key === null || cookie === null) return false;
    return this.#entries.some((entry) => isEqual(entry.key, key) && isEqual(entry.cookie, cookie));
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** Of the same length whatever was sent, so that the comparison takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isEqual(known: Buffer, sent: string): boolean {
  return timingSafeEqual(known, digest(sent));
}
