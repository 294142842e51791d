import { parseArgs } from 'node:util';
import { parseSize } from './sizes.ts';
import type { UsageProblem } from './text/en-usage.ts';
import { usageError } from './usage-error.ts';

export interface ListCommand {
  readonly command: 'list';
  readonly isVirtual: boolean;
  readonly isAll: boolean;
  readonly isJson: boolean;
}
/** What the image is to be compared with. */
export interface TrustOptions {
  /** 64 lower-case hex digits. */
  readonly expectedSha256: string | null;
  /** 128 lower-case hex digits. */
  readonly expectedSha512: string | null;
  readonly checksumsPath: string | null;
  readonly signaturePath: string | null;
  readonly keyPath: string | null;
  /** Where nothing of these is given: checksum files that lie beside the image. */
  readonly isBesideUsed: boolean;
}
export interface ContentsCommand {
  readonly command: 'contents';
  /** As written on the command line. */
  readonly drive: string;
  readonly isVirtual: boolean;
  /** Every name, not only the first ones. */
  readonly isAll: boolean;
  readonly isJson: boolean;
}
/** What an image is held against while it is read. */
export interface MapOptions {
  readonly blockMapPath: string | null;
}
export interface InspectCommand extends TrustOptions, MapOptions {
  readonly command: 'inspect';
  readonly imagePath: string;
  /** The image is read whole and compared with whatever there is to compare with. */
  readonly isChecked: boolean;
  readonly isJson: boolean;
}
export interface WriteCommand extends TrustOptions, MapOptions {
  readonly command: 'write';
  readonly imagePath: string;
  /** Drives as written on the command line, at least one. */
  readonly drives: readonly string[];
  readonly isVirtual: boolean;
  readonly verify: boolean;
  readonly eject: boolean;
  /** The question is not asked. */
  readonly isSure: boolean;
  readonly codes: readonly string[];
  /** Size of practice drives that do not exist yet. */
  readonly sizeBytes: number | null;
  readonly receiptPath: string | null;
  /** A raw copy also of an image that needs another method. */
  readonly isRawAllowed: boolean;
  /** Go on where an earlier try was cut short. */
  readonly isContinued: boolean;
  /** Folder to keep a downloaded image in; null: it is written straight from the server. */
  readonly keepFolder: string | null;
  readonly isJson: boolean;
}
export interface CatalogueCommand {
  readonly command: 'catalogue';
  /** Another list, a file or an address; null: the one of this program. */
  readonly listPlace: string | null;
  readonly isJson: boolean;
}
export interface DownloadCommand {
  readonly command: 'download';
  /** An address, or a name from the catalogue. */
  readonly place: string;
  readonly listPlace: string | null;
  /** null: the folder the program was started in. */
  readonly folder: string | null;
  readonly expectedSha256: string | null;
  readonly expectedSha512: string | null;
  readonly isJson: boolean;
}
export interface VerifyCommand extends TrustOptions, MapOptions {
  readonly command: 'verify';
  readonly imagePath: string;
  readonly drives: readonly string[];
  readonly isVirtual: boolean;
  readonly receiptPath: string | null;
  readonly isJson: boolean;
}
export interface RecheckCommand {
  readonly command: 'recheck';
  /** The receipt to compare with. */
  readonly recheckPath: string;
  /** Drives as written on the command line; none: the attached one of the receipt. */
  readonly drives: readonly string[];
  readonly isVirtual: boolean;
  readonly receiptPath: string | null;
  readonly isJson: boolean;
}
export type Command =
  | ListCommand
  | ContentsCommand
  | InspectCommand
  | WriteCommand
  | VerifyCommand
  | DownloadCommand
  | CatalogueCommand
  | RecheckCommand
  | { readonly command: 'help'; readonly topic: string | null }
  | { readonly command: 'version' }
  | { readonly command: 'guided' };

export const COMMAND_NAMES = [
  'list',
  'contents',
  'inspect',
  'write',
  'verify',
  'recheck',
  'download',
  'catalogue',
  'help',
] as const;

interface OptionFacts {
  readonly type: 'boolean' | 'string';
  readonly multiple?: boolean;
  readonly short?: string;
}

const flag = { type: 'boolean' } as const;
const value = { type: 'string' } as const;
const values = { type: 'string', multiple: true } as const;
const trust = {
  sha256: value,
  sha512: value,
  checksums: value,
  signature: value,
  key: value,
  'no-checksums': flag,
} as const;
const common = { help: { type: 'boolean', short: 'h' }, json: flag } as const;

const optionsOf: Readonly<Record<string, Readonly<Record<string, OptionFacts>>>> = {
  list: { ...common, virtual: flag, all: flag },
  contents: { ...common, virtual: flag, all: flag },
  inspect: { ...common, ...trust, bmap: value, check: flag },
  write: {
    ...common,
    to: values,
    ...trust,
    bmap: value,
    virtual: flag,
    'no-verify': flag,
    eject: flag,
    yes: { type: 'boolean', short: 'y' },
    code: values,
    size: value,
    receipt: value,
    'raw-anyway': flag,
    keep: value,
    continue: flag,
  },
  download: { ...common, folder: value, sha256: value, sha512: value, list: value },
  catalogue: { ...common, list: value },
  verify: { ...common, ...trust, bmap: value, on: values, virtual: flag, receipt: value },
  recheck: { ...common, on: values, virtual: flag, receipt: value },
  help: { help: common.help },
};

/**
 * What the command line asks for. Throws USAGE for anything unclear: unknown commands and options, missing or
 * unwanted values, options given twice, arguments too many. Nothing is guessed.
 */
export function parseCommandLine(argv: readonly string[]): Command {
  const [first, ...rest] = argv;
  if (first === undefined) return { command: 'guided' };
  if (first === '--help' || first === '-h') return { command: 'help', topic: null };
  if (first === '--version' || first === '-V') return { command: 'version' };
  const options = optionsOf[first];
  if (options === undefined) throw usageError(first.startsWith('-') ? 'unknown-option' : 'unknown-command', first);

  const { given, positionals } = readOptions(rest, options);
  if (given.isSet('help')) return { command: 'help', topic: first === 'help' ? null : first };
  switch (first) {
    case 'list':
      atMost(positionals, 0);
      return {
        command: first,
        isVirtual: given.isSet('virtual'),
        isAll: given.isSet('all'),
        isJson: given.isSet('json'),
      };
    case 'contents':
      return {
        command: first,
        drive: driveOf(positionals),
        isVirtual: given.isSet('virtual'),
        isAll: given.isSet('all'),
        isJson: given.isSet('json'),
      };
    case 'inspect':
      return {
        command: first,
        imagePath: imageOf(positionals),
        ...trustOf(given),
        blockMapPath: given.one('bmap'),
        isChecked: given.isSet('check'),
        isJson: given.isSet('json'),
      };
    case 'write':
      return {
        command: first,
        imagePath: imageOf(positionals),
        drives: drivesOf(given.all('to'), '--to'),
        isVirtual: given.isSet('virtual'),
        ...trustOf(given),
        blockMapPath: given.one('bmap'),
        verify: !given.isSet('no-verify'),
        eject: given.isSet('eject'),
        isSure: given.isSet('yes'),
        codes: given.all('code'),
        sizeBytes: sizeOf(given.one('size')),
        receiptPath: given.one('receipt'),
        isRawAllowed: given.isSet('raw-anyway'),
        isContinued: given.isSet('continue'),
        keepFolder: given.one('keep'),
        isJson: given.isSet('json'),
      };
    case 'catalogue':
      atMost(positionals, 0);
      return { command: first, listPlace: given.one('list'), isJson: given.isSet('json') };
    case 'download':
      return {
        command: first,
        place: placeOf(positionals),
        listPlace: given.one('list'),
        folder: given.one('folder'),
        ...digestsOf(given),
        isJson: given.isSet('json'),
      };
    case 'verify':
      return {
        command: first,
        imagePath: imageOf(positionals),
        drives: drivesOf(given.all('on'), '--on'),
        isVirtual: given.isSet('virtual'),
        ...trustOf(given),
        blockMapPath: given.one('bmap'),
        receiptPath: given.one('receipt'),
        isJson: given.isSet('json'),
      };
    case 'recheck': {
      const [recheckPath] = positionals;
      if (recheckPath === undefined || recheckPath === '') throw usageError('no-receipt');
      atMost(positionals, 1);
      return {
        command: first,
        recheckPath,
        drives: given.all('on'),
        isVirtual: given.isSet('virtual'),
        receiptPath: given.one('receipt'),
        isJson: given.isSet('json'),
      };
    }
    default:
      atMost(positionals, 1);
      return { command: 'help', topic: positionals[0] ?? null };
  }
}

interface Given {
  isSet(name: string): boolean;
  one(name: string): string | null;
  all(name: string): readonly string[];
}

function readOptions(
  args: readonly string[],
  options: Readonly<Record<string, OptionFacts>>,
): { given: Given; positionals: string[] } {
  // not strict: the sentences about what is wrong are ours
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  const texts = new Map<string, string[]>();
  const flags = new Set<string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const facts = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (facts === undefined) throw usageError('unknown-option', token.rawName);
    const isKnown = flags.has(token.name) || texts.has(token.name);
    if (isKnown && facts.multiple !== true) throw usageError('given-twice', token.rawName);
    if (facts.type === 'boolean') {
      if (token.value !== undefined) throw usageError('unwanted-value', token.rawName);
      flags.add(token.name);
      continue;
    }
    // `--to --yes`: the next option is not meant as a value; `--to=--yes` is
    const isOption = token.value?.startsWith('-') === true && token.inlineValue !== true;
    if (token.value === undefined || token.value === '' || isOption) throw usageError('missing-value', token.rawName);
    texts.set(token.name, [...(texts.get(token.name) ?? []), token.value]);
  }
  const given: Given = {
    isSet: (name) => flags.has(name),
    one: (name) => texts.get(name)?.[0] ?? null,
    all: (name) => texts.get(name) ?? [],
  };
  return { given, positionals };
}

function atMost(positionals: readonly string[], count: number): void {
  const extra = positionals[count];
  if (extra !== undefined) throw usageError('too-many-arguments', extra);
}

function imageOf(positionals: readonly string[]): string {
  const [imagePath] = positionals;
  if (imagePath === undefined || imagePath === '') throw usageError('no-image');
  atMost(positionals, 1);
  return imagePath;
}

function driveOf(positionals: readonly string[]): string {
  const [drive] = positionals;
  if (drive === undefined || drive === '') throw usageError('no-contents-drive');
  atMost(positionals, 1);
  return drive;
}

function placeOf(positionals: readonly string[]): string {
  const [place] = positionals;
  if (place === undefined || place === '') throw usageError('no-address');
  atMost(positionals, 1);
  const isName = /^[a-z0-9][a-z0-9.-]*$/iu.test(place);
  if (!isName && !/^https?:\/\/[^/]/iu.test(place.trim())) throw usageError('bad-address', place);
  return place;
}

function drivesOf(drives: readonly string[], option: string): readonly string[] {
  if (drives.length === 0) throw usageError('no-drive', option);
  return drives;
}

function trustOf(given: Given): TrustOptions {
  const expectedSha256 = digestOf(given.one('sha256'), 64, 'bad-sha256');
  const expectedSha512 = digestOf(given.one('sha512'), 128, 'bad-sha512');
  const [checksumsPath, signaturePath, keyPath] = [given.one('checksums'), given.one('signature'), given.one('key')];
  const named = [expectedSha256, expectedSha512, checksumsPath ?? signaturePath].filter((one) => one !== null);
  if (named.length > 1) throw usageError('two-checksums');
  const isBesideUsed = named.length === 0 && !given.isSet('no-checksums');
  const isKeyUsed = checksumsPath !== null || signaturePath !== null || isBesideUsed;
  if (keyPath !== null && !isKeyUsed) throw usageError('key-for-nothing');
  return { expectedSha256, expectedSha512, checksumsPath, signaturePath, keyPath, isBesideUsed };
}

function digestsOf(given: Given): Pick<DownloadCommand, 'expectedSha256' | 'expectedSha512'> {
  const expectedSha256 = digestOf(given.one('sha256'), 64, 'bad-sha256');
  const expectedSha512 = digestOf(given.one('sha512'), 128, 'bad-sha512');
  if (expectedSha256 !== null && expectedSha512 !== null) throw usageError('two-checksums');
  return { expectedSha256, expectedSha512 };
}

function digestOf(text: string | null, digits: number, problem: UsageProblem): string | null {
  if (text === null) return null;
  const digest = text
    .trim()
    .toLowerCase()
    .replace(/^sha(?:256|512):/, '');
  if (digest.length !== digits || !/^[0-9a-f]+$/.test(digest)) throw usageError(problem, text);
  return digest;
}

function sizeOf(text: string | null): number | null {
  return text === null ? null : parseSize(text);
}
