import { CancelledError } from '../errors/app-error.ts';
import { chooseEntry } from './choose-entry.ts';
import { damaged, type DecodeContext, unsupported } from './decode-context.ts';
import { HEAD_BYTES } from './describe-content.ts';
import { isImageHead } from './is-image-head.ts';
import { readHead } from './read-head.ts';
import { sevenZipOutput } from './seven-zip-child.ts';

/** Longest list of files that is read. */
const LIST_MAX_BYTES = 4 * 1024 * 1024;
/** Files looked into, at most: in a solid archive each costs the unpacking of all before it. */
const LOOKED_INTO_MAX = 4;
/** Attributes: letters of Windows, then, from Unix, a mode as `ls` shows it. */
const IS_FOLDER = /^\S*D/u;
const IS_LINK = / [dlbcps][rwxsStT-]{9}/u;

export interface SevenZipEntry {
  /** With `/` between folders; to be cleaned for display. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly isEncrypted: boolean;
  /** Nothing else is in the archive: it is unpacked without naming it. */
  readonly isAlone: boolean;
}

/** The one image inside a 7z archive; how it is chosen and its failures: `chooseEntry` and `sevenZipOutput`. */
export async function selectSevenZipEntry(context: DecodeContext): Promise<SevenZipEntry> {
  const choice = {
    entries: await listed(context),
    format: '7z',
    lookedIntoMax: LOOKED_INTO_MAX,
    hasImageContent: (one: SevenZipEntry) => hasImageContent(one, context),
  };
  const entry = await chooseEntry(choice, context);
  if (entry.isEncrypted) throw unsupported(context, 'encrypted 7z');
  return entry;
}

/** Unpacks one file of a 7z archive; the program compares its CRC-32, here its length: DECOMPRESS_FAILED. */
export async function* decodeSevenZipEntry(entry: SevenZipEntry, context: DecodeContext): AsyncGenerator<Buffer> {
  let doneBytes = 0;
  const failed = (reason: string) => damaged(context, { format: '7z', offsetBytes: doneBytes }, new Error(reason));
  const which = entry.isAlone ? [] : [`-i!${entry.name}`];
  for await (const chunk of sevenZipOutput(['x', '-so', ...which], context)) {
    doneBytes += chunk.length;
    if (doneBytes > entry.sizeBytes) throw failed(`more than the ${entry.sizeBytes} bytes announced`);
    yield chunk;
  }
  if (context.signal.aborted) throw new CancelledError();
  if (doneBytes < entry.sizeBytes) throw failed(`less than the ${entry.sizeBytes} bytes announced`);
}

async function hasImageContent(entry: SevenZipEntry, context: DecodeContext): Promise<boolean> {
  if (entry.isEncrypted || entry.sizeBytes < 512) return false;
  try {
    return isImageHead(await readHead(decodeSevenZipEntry(entry, context), HEAD_BYTES));
  } catch (cause) {
    // A companion that cannot be unpacked does not matter; the image itself is unpacked again, checked.
    if (cause instanceof CancelledError || context.signal.aborted) throw cause;
    return false;
  }
}

/** The files of the archive: folders and links are left out. */
async function listed(context: DecodeContext): Promise<readonly SevenZipEntry[]> {
  const parts: Buffer[] = [];
  let haveBytes = 0;
  for await (const chunk of sevenZipOutput(['l', '-slt', '-ba'], context)) {
    parts.push(chunk);
    haveBytes += chunk.length;
    if (haveBytes > LIST_MAX_BYTES) throw unsupported(context, '7z with very many files');
  }
  const blocks = Buffer.concat(parts).toString('utf8').replaceAll('\r\n', '\n').split('\n\n');
  const found = blocks.map((block) => new Map(block.trim().split('\n').map(toFact)));
  // Folders put nothing on the output; anything else does, so that it must be named what is wanted.
  const noFolders = found.filter((facts) => facts.has('Path') && !IS_FOLDER.test(facts.get('Attributes') ?? ''));
  return noFolders.flatMap((facts) => {
    const sizeBytes = Number.parseInt(facts.get('Size') ?? '', 10);
    if (!Number.isSafeInteger(sizeBytes) || IS_LINK.test(facts.get('Attributes') ?? '')) return [];
    return {
      name: (facts.get('Path') ?? '').replaceAll('\\', '/'),
      sizeBytes,
      isEncrypted: facts.get('Encrypted') === '+',
      isAlone: noFolders.length === 1,
    };
  });
}

function toFact(line: string): [string, string] {
  const at = line.indexOf(' = ');
  return at < 0 ? [line.replace(/ =$/u, ''), ''] : [line.slice(0, at), line.slice(at + 3)];
}
