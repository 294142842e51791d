/**
 * The one door to the package `openpgp`; it is loaded when a signature or a key is there to be looked at, never before,
 * and never in the privileged process.
 */
export function loadOpenPgp() {
  return import('openpgp');
}

/** Blocks of a text, from BEGIN to END; at most `max`. Source: RFC 9580 §6.2. */
export function armouredBlocks(text: string, kind: 'PUBLIC KEY BLOCK' | 'SIGNATURE', max: number): readonly string[] {
  const begin = `-----BEGIN PGP ${kind}-----`;
  const end = `-----END PGP ${kind}-----`;
  const blocks: string[] = [];
  for (let at = text.indexOf(begin); at >= 0 && blocks.length < max; at = text.indexOf(begin, at)) {
    const endAt = text.indexOf(end, at);
    if (endAt < 0) break;
    blocks.push(text.slice(at, endAt + end.length));
    at = endAt;
  }
  return blocks;
}
