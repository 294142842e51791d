import { cleanText } from '../text/clean-text.ts';

export type ParsedChecksums =
  | { readonly kind: 'found'; readonly sha256: string }
  | {
      readonly kind: 'nothing';
      readonly reason: 'empty' | 'not-a-checksum' | 'other-algorithm' | 'other-files';
      /** Names that have a SHA-256 line, cleaned. */
      readonly names: readonly string[];
    };

const NAMES_SHOWN = 10;
const SHA256_DIGITS = 64;
/** MD5, SHA-1, SHA-224, SHA-384, SHA-512. */
const OTHER_DIGITS: readonly number[] = [32, 40, 56, 96, 128];

const BARE = /^(?:sha-?256\s*[:=]?\s*)?([0-9a-f]{32,128})$/i;
/** `HEX  name`, `HEX *name`; a leading backslash marks an escaped name (GNU coreutils). */
const GNU = /^(\\?)([0-9a-f]{32,128})\s[\s*](.+)$/i;
const ONE_BLANK = /^([0-9a-f]{32,128})\s+(.+)$/i;
/** `SHA256 (name) = HEX` (BSD), `SHA2-256(name)= HEX` (OpenSSL). */
const BSD = /^SHA(?:2-)?-?256\s*\((.+)\)\s*=\s*([0-9a-f]{64})$/i;
const BSD_OTHER = /^(?:MD5|SHA-?1|SHA(?:2-)?-?(?:224|384|512)|BLAKE\S*)\s*\(.+\)\s*=\s*[0-9a-f]{32,128}$/i;
/** `SHA256  HEX  path` (PowerShell). */
const POWERSHELL = /^SHA256\s+([0-9a-f]{64})\s+(.+)$/i;

interface Line {
  readonly digest: string;
  /** null: a digest alone. */
  readonly name: string | null;
}

/**
 * The SHA-256 that a pasted text or a checksum file has for an image of one of `imageNames`, lower case. Knows digests
 * alone, lines of GNU, BSD, OpenSSL and PowerShell, comments and the frame of a signed text. Names are compared without
 * their folder. A digest for another name is not used, even if it is the only one. Pure.
 */
export function parseChecksums(text: string, imageNames: readonly string[]): ParsedChecksums {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const filled = lines.filter((line) => line !== '');
  if (filled.length === 0) return { kind: 'nothing', reason: 'empty', names: [] };
  const read = filled.map(readLine).filter((line) => line !== null);
  const usable = read.filter(({ digest }) => digest.length === SHA256_DIGITS);
  const wanted = new Set(imageNames.map(baseName));
  const named = usable.find(({ name }) => name !== null && wanted.has(baseName(name)));
  // a lone digest names nothing: it is meant for this image
  const alone = usable.filter(({ name }) => name === null);
  const found = named ?? (alone.length === 1 ? alone[0] : undefined);
  if (found !== undefined) return { kind: 'found', sha256: found.digest };
  const names = usable.flatMap(({ name }) => (name === null ? [] : [baseName(name)])).slice(0, NAMES_SHOWN);
  if (names.length > 0) return { kind: 'nothing', reason: 'other-files', names };
  const hasOther = read.length > 0 || filled.some((line) => BSD_OTHER.test(line));
  return { kind: 'nothing', reason: hasOther ? 'other-algorithm' : 'not-a-checksum', names };
}

function readLine(text: string): Line | null {
  const bsd = BSD.exec(text);
  if (bsd !== null) return digestLine(bsd[2], bsd[1]);
  const powershell = POWERSHELL.exec(text);
  if (powershell !== null) return digestLine(powershell[1], powershell[2]);
  const bare = BARE.exec(text);
  if (bare !== null) return digestLine(bare[1], null);
  const gnu = GNU.exec(text);
  if (gnu !== null) return digestLine(gnu[2], gnu[1] === '' ? gnu[3] : unescaped(gnu[3]));
  const blank = ONE_BLANK.exec(text);
  return blank === null ? null : digestLine(blank[1], blank[2]);
}

function digestLine(digest: string | undefined, name: string | null | undefined): Line | null {
  if (digest === undefined || name === undefined) return null;
  const isKnown = digest.length === SHA256_DIGITS || OTHER_DIGITS.includes(digest.length);
  return isKnown ? { digest: digest.toLowerCase(), name } : null;
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
