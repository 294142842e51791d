import { shellWord } from '../text/shell-word.ts';
import type { CommandLine } from './elevation.ts';

/** What a person can paste into a shell to run these words as root. Pure. */
export function asRoot(words: CommandLine): string {
  return ['sudo', ...words].map(shellWord).join(' ');
}
