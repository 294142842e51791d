import type { Expected, Signature, TrustOutcome } from '#contract/trust.ts';
import { cleanText } from '../text/clean-text.ts';
import { type Judgement, judgeDetached, judgeSignedText } from './judge-signature.ts';
import { type ParsedChecksums, parseChecksums } from './parse-checksums.ts';
import { kindOfTrustFile, type TrustFile } from './trust-file.ts';
import { ownerOf, readUserKeys, type TrustKey, vendorKeys } from './trust-keys.ts';

/** What files given for an image say about it. */
export interface TrustFindings {
  /** The digest the image must have; null where none was found. */
  readonly expected: Expected | null;
  /** A signature over the image itself, still to be judged by reading the image. */
  readonly imageSignature: TrustFile | null;
  /** DANGER: a signature by a known key that is not for the checksum file it came with. */
  readonly bad: { readonly fileName: string; readonly reason: 'wrong' | 'weak' | 'unreadable' } | null;
  /** All keys known now: the publishers' and those of the files. */
  readonly keys: readonly TrustKey[];
  /** One per file, in their order. */
  readonly outcomes: readonly TrustOutcome[];
}

export interface TrustQuestion {
  readonly files: readonly TrustFile[];
  /** Keys the user gave earlier. */
  readonly userKeys: readonly TrustKey[];
  /** Names under which a checksum file may list the image. */
  readonly imageNames: readonly string[];
  /** Where the checksum file comes from, for the record. */
  readonly from: 'file' | 'beside';
}

const SIGNATURE_ENDING = /\.(?:sig|sign|asc|gpg|pgp)$/iu;

/** Reads checksum files, detached and enclosing signatures and keys, and puts together what they say. Touches no disk. */
export async function judgeTrustFiles(question: TrustQuestion): Promise<TrustFindings> {
  const files = question.files.map((file) => ({ file, kind: kindOfTrustFile(file) }));
  const outcomes = new Map<TrustFile, TrustOutcome>();
  const userKeys = [...question.userKeys];
  for (const { file } of files.filter(({ kind }) => kind === 'keys')) {
    const read = await readUserKeys(file);
    userKeys.push(...read);
    outcomes.set(file, read.length === 0 ? refused(file, 'unreadable') : keyOutcome(file, read));
  }
  const hasSignature = files.some(({ kind }) => kind === 'signature' || kind === 'signed-list');
  const keys = hasSignature ? [...userKeys, ...(await vendorKeys())] : userKeys;

  const signatures = files.filter(({ kind }) => kind === 'signature').map(({ file }) => file);
  const lists = files.filter(({ kind }) => kind === 'list' || kind === 'signed-list');
  let expected: Expected | null = null;
  let bad: TrustFindings['bad'] = null;
  const used = new Set<TrustFile>();
  const others = { imageNames: question.imageNames, isOnlyList: lists.length === 1 };
  for (const { file, kind } of lists) {
    const detached = signatures.find((signature) => isFor(signature, file, others));
    const read = await readList({ file, kind, detached: detached ?? null }, keys);
    if (detached !== undefined) used.add(detached);
    if (read === null) {
      outcomes.set(file, refused(file, 'unreadable'));
      continue;
    }
    const { judgement, signatureFile } = read;
    if (judgement?.verdict === 'bad') {
      bad ??= { fileName: cleanText(signatureFile.name), reason: judgement.reason };
      outcomes.set(signatureFile, { fileName: cleanText(signatureFile.name), outcome: 'bad-signature' });
      if (signatureFile !== file) outcomes.set(file, { fileName: cleanText(file.name), outcome: 'used' });
      continue;
    }
    if (detached !== undefined) outcomes.set(detached, signatureOutcome(detached, judgement));
    const parsed = parseChecksums(read.text, question.imageNames);
    outcomes.set(file, listOutcome(file, parsed));
    if (parsed.kind === 'found')
      expected = stronger(expected, expectedOf(file, { parsed, judgement, from: question.from }));
  }
  const over = signatures.find((signature) => !used.has(signature)) ?? null;
  for (const { file, kind } of files) {
    if (kind === 'nothing') outcomes.set(file, refused(file, 'unreadable'));
    else if (!outcomes.has(file)) outcomes.set(file, { fileName: cleanText(file.name), outcome: 'used' });
  }
  return { expected, imageSignature: over, bad, keys, outcomes: files.flatMap(({ file }) => outcomes.get(file) ?? []) };
}

/** True for the signature of this list: by its name, or where it can be for nothing else. */
function isFor(signature: TrustFile, list: TrustFile, others: Others): boolean {
  const subject = signature.name.replace(SIGNATURE_ENDING, '');
  if (subject === list.name) return true;
  return others.isOnlyList && !others.imageNames.includes(subject);
}

interface Others {
  readonly imageNames: readonly string[];
  readonly isOnlyList: boolean;
}

interface ReadableList {
  readonly file: TrustFile;
  readonly kind: string;
  readonly detached: TrustFile | null;
}

interface ReadList {
  readonly text: string;
  readonly judgement: Judgement | null;
  /** The file the judged signature is in. */
  readonly signatureFile: TrustFile;
}

async function readList({ file, kind, detached }: ReadableList, keys: readonly TrustKey[]): Promise<ReadList | null> {
  const judgement = detached === null ? null : await judgeDetached(detached, file.bytes, keys);
  if (judgement !== null && detached !== null) {
    return { text: file.bytes.toString('utf8'), judgement, signatureFile: detached };
  }
  if (kind !== 'signed-list') return { text: file.bytes.toString('utf8'), judgement, signatureFile: file };
  // only what is inside the frame counts: anything could stand around it
  const signed = await judgeSignedText(file, keys);
  return signed === null ? null : { ...signed, signatureFile: file };
}

interface FoundIn {
  readonly parsed: Extract<ParsedChecksums, { readonly kind: 'found' }>;
  readonly judgement: Judgement | null;
  readonly from: 'file' | 'beside';
}

function expectedOf(file: TrustFile, { parsed, judgement, from }: FoundIn): Expected {
  const { algorithm, digest } = parsed;
  return {
    algorithm,
    digest,
    from,
    fileName: cleanText(file.name),
    signature: judgement?.verdict === 'good' ? judgement.signature : null,
    unknownKeys: judgement?.verdict === 'unknown-key' ? judgement.keyIds : [],
  };
}

/** A publisher's signature counts more than a key the user chose, and that more than none. */
function stronger(before: Expected | null, next: Expected): Expected {
  if (before === null) return next;
  return strength(next.signature) > strength(before.signature) ? next : before;
}

function strength(signature: Signature | null): number {
  if (signature === null) return 0;
  return signature.keyFrom === 'vendor' ? 2 : 1;
}

function listOutcome(file: TrustFile, parsed: ParsedChecksums): TrustOutcome {
  if (parsed.kind === 'found') return { fileName: cleanText(file.name), outcome: 'used' };
  return refused(file, parsed.reason, parsed.names);
}

function signatureOutcome(file: TrustFile, judgement: Judgement | null): TrustOutcome {
  if (judgement?.verdict === 'unknown-key') return refused(file, 'unknown-key', judgement.keyIds);
  return { fileName: cleanText(file.name), outcome: 'used' };
}

function keyOutcome(file: TrustFile, keys: readonly TrustKey[]): TrustOutcome {
  return { fileName: cleanText(file.name), outcome: 'key', owners: keys.map(({ key }) => ownerOf(key)).slice(0, 10) };
}

function refused(
  file: TrustFile,
  reason: Extract<TrustOutcome, { readonly outcome: 'refused' }>['reason'],
  names: readonly string[] = [],
): TrustOutcome {
  return { fileName: cleanText(file.name), outcome: 'refused', reason, names };
}
