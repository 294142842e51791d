import type { ChecksumRefusal, ProofAlgorithm } from '#contract/trust.ts';
import { cleanText } from '../text/clean-text.ts';

export type ParsedChecksums =
  | { readonly kind: 'found'; readonly algorithm: ProofAlgorithm; readonly digest: string }
  | {
      readonly kind: 'nothing';
      readonly reason: ChecksumRefusal;
      /** Names that have a usable line, cleaned. */
      readonly names: readonly string[];
    };

const NAMES_SHOWN = 10;
/** A line longer than this is no checksum; it keeps hostile files from costing time. */
const LINE_MAX = 4096;
type Algorithm = ProofAlgorithm | 'weak' | 'other';
/** By the number of hex digits, where a line does not say what it is. */
const BY_DIGITS: Readonly<Record<number, Algorithm>> = {
  32: 'weak', // MD5
  40: 'weak', // SHA-1
  56: 'other', // SHA-224
  64: 'sha256',
  96: 'other', // SHA-384
  128: 'sha512',
};

const BARE = /^(?:sha-?(256|512)\s*[:=]?\s*)?([0-9a-f]{32,128})$/i;
/** `HEX  name`, `HEX *name`; a leading backslash marks an escaped name (GNU coreutils). */
const GNU = /^(\\?)([0-9a-f]{32,128})\s[\s*](.+)$/i;
const ONE_BLANK = /^([0-9a-f]{32,128})\s+(.+)$/i;
/** `SHA256 (name) = HEX` (BSD), `SHA2-256(name)= HEX` (OpenSSL). */
const BSD = /^([A-Z0-9/-]{2,20})\s*\((.+)\)\s*=\s*([0-9a-f]{32,128})$/i;
/** `SHA256  HEX  path` (PowerShell). */
const POWERSHELL = /^(SHA-?(?:1|256|384|512)|MD5)\s+([0-9a-f]{32,128})\s+(.+)$/i;
/** `SHA256: HEX`, `SHA512SUM=HEX`: one line of many about something else. */
const LABELLED = /^sha-?(256|512)(?:sum)?\s*[:=]\s*([0-9a-f]{64,128})$/i;

interface Line {
  readonly algorithm: Algorithm;
  readonly digest: string;
  /** null: a digest alone. */
  readonly name: string | null;
}

/**
 * The SHA-256 or SHA-512 that a pasted text or a checksum file has for an image of one of `imageNames`, lower case; the
 * SHA-256 where both are there. Knows digests alone, lines of GNU, BSD, OpenSSL and PowerShell, comments and the frame of a
 * signed text. Names are compared without their folder. A digest for another name is not used, even if it is the only one;
 * nor are different ones for the same name. MD5 and SHA-1 prove nothing and are refused. Pure.
 */
export function parseChecksums(text: string, imageNames: readonly string[]): ParsedChecksums {
  const filled = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (filled.length === 0) return nothing('empty');
  const read = filled.map(readLine).filter((line) => line !== null);
  const usable = read.filter(({ algorithm }) => algorithm === 'sha256' || algorithm === 'sha512');
  const wanted = new Set(imageNames.map(baseName));
  const named = usable.filter(({ name }) => name !== null && wanted.has(baseName(name)));
  // a lone digest names nothing: it is meant for this image
  const alone = usable.filter(({ name }) => name === null);
  const meant = named.length > 0 ? named : alone.length === usable.length ? alone : [];
  for (const algorithm of ['sha256', 'sha512'] as const) {
    const [digest, other] = new Set(meant.filter((line) => line.algorithm === algorithm).map((line) => line.digest));
    if (other !== undefined) return nothing(named.length > 0 ? 'ambiguous' : 'not-a-checksum');
    if (digest !== undefined) return { kind: 'found', algorithm, digest };
  }
  const names = [...new Set(usable.flatMap(({ name }) => (name === null ? [] : [baseName(name)])))];
  if (names.length > 0) return nothing('other-files', names.slice(0, NAMES_SHOWN));
  if (read.some(({ algorithm }) => algorithm === 'weak')) return nothing('weak-algorithm');
  return nothing(read.length > 0 ? 'other-algorithm' : 'not-a-checksum');
}

function nothing(reason: ChecksumRefusal, names: readonly string[] = []): ParsedChecksums {
  return { kind: 'nothing', reason, names };
}

function readLine(text: string): Line | null {
  if (text.length > LINE_MAX) return null;
  const bsd = BSD.exec(text);
  if (bsd !== null) return labelled(bsd[1], bsd[3], bsd[2]);
  const powershell = POWERSHELL.exec(text);
  if (powershell !== null) return labelled(powershell[1], powershell[2], powershell[3]);
  const bare = BARE.exec(text) ?? LABELLED.exec(text);
  if (bare !== null)
    return bare[1] === undefined ? unlabelled(bare[2], null) : labelled(`sha${bare[1]}`, bare[2], null);
  const gnu = GNU.exec(text);
  if (gnu !== null) return unlabelled(gnu[2], gnu[1] === '' ? gnu[3] : unescaped(gnu[3]));
  const blank = ONE_BLANK.exec(text);
  return blank === null ? null : unlabelled(blank[1], blank[2]);
}

function unlabelled(digest: string | undefined, name: string | null | undefined): Line | null {
  const algorithm = BY_DIGITS[digest?.length ?? 0];
  if (algorithm === undefined || digest === undefined || name === undefined) return null;
  return { algorithm, digest: digest.toLowerCase(), name };
}

/** The label decides what the digest is: SHA3-256 and BLAKE2 have as many digits as SHA-256. */
function labelled(label: string | undefined, digest: string | undefined, name: string | null | undefined): Line | null {
  if (digest === undefined || name === undefined) return null;
  const lower = (label ?? '').toLowerCase();
  const sha2 = /^sha(?:2)?-?(256|512)$/.exec(lower)?.[1];
  if (sha2 !== undefined && digest.length === Number(sha2) / 4) {
    return { algorithm: sha2 === '256' ? 'sha256' : 'sha512', digest: digest.toLowerCase(), name };
  }
  const isWeak = /^(?:md5|sha-?1)$/.test(lower);
  return { algorithm: isWeak ? 'weak' : 'other', digest: digest.toLowerCase(), name };
}

function unescaped(name: string | undefined): string | undefined {
  return name?.replace(/\\([\\nr])/g, (_whole, letter: string) => {
    if (letter === 'n') return '\n';
    return letter === 'r' ? '\r' : '\\';
  });
}

function baseName(name: string): string {
  return cleanText(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1));
}
