import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { groundArgs, type GroundOptions, groundOptions } from '#host/ground-options.ts';

export interface CommandLine {
  readonly ground: GroundOptions;
  /** Images to open, absolute. The last one wins. */
  readonly files: readonly string[];
}

/** Our own switches; what else begins with a dash is Chromium's or the system's. */
const OWN_SWITCH = new RegExp(`^--(${Object.keys(groundArgs).join('|')})(=|$)`, 'u');

/**
 * What the app was started with: switches of ours, and files ("open with", `stickwright image.iso`). A sentence where that
 * is unclear. Chromium takes switches of its own from the same line, so unknown ones are left alone. Pure.
 *
 * @param words without program, and without the app's folder where it is not packaged
 */
export function readCommandLine(words: readonly string[], folder: string): CommandLine | string {
  const { own, files } = sortWords(words);
  try {
    const { values } = parseArgs({ args: [...own], options: groundArgs });
    const ground = groundOptions(values);
    if (typeof ground === 'string') return ground;
    return { ground, files: files.map((file) => resolve(folder, fileOf(file))) };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

function sortWords(words: readonly string[]): { readonly own: readonly string[]; readonly files: readonly string[] } {
  const own: string[] = [];
  const files: string[] = [];
  let isValue = false;
  let isRest = false;
  for (const word of words) {
    const isOwnSwitch: boolean = !isValue && !isRest && OWN_SWITCH.test(word);
    if (isValue || isOwnSwitch) own.push(word);
    else if (isRest || !word.startsWith('-')) files.push(word);
    else if (word === '--') isRest = true;
    isValue = isOwnSwitch && !word.includes('=') && word !== '--virtual';
  }
  return { own, files: files.filter((file) => file !== '') };
}

/** Some file managers pass an address instead of a path. */
function fileOf(word: string): string {
  if (!word.startsWith('file://')) return word;
  try {
    return fileURLToPath(word);
  } catch {
    return word; // no address of a file on this computer after all
  }
}

const handedOverSchema = z.object({ files: z.array(z.string().max(32_768)).max(100) });

/** What a second start of the app hands over to the first one; anything else means that it only wants to be seen. */
export function handedOver(data: unknown): readonly string[] {
  return handedOverSchema.safeParse(data).data?.files ?? [];
}
