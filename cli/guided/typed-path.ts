import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path a person typed, pasted or dragged into the terminal: quotes around it, backslashes before blanks, `~` and
 * `file://` addresses are understood as a shell or file manager means them. Empty input gives an empty path.
 */
export function typedPath(typed: string, homeFolder: string = os.homedir()): string {
  const text = typed.trim();
  if (text.startsWith('file://')) return fromAddress(text);
  const quoted =
    /^'(.*)'$/s.exec(text)?.[1]?.replaceAll("'\\''", "'") ?? /^"(.*)"$/s.exec(text)?.[1]?.replace(/\\(["\\$`])/g, '$1');
  if (quoted !== undefined) return quoted;
  const plain = process.platform === 'win32' ? text : text.replace(/\\(.)/gsu, '$1');
  if (plain === '~') return homeFolder;
  return plain.startsWith('~/') ? path.join(homeFolder, plain.slice(2)) : plain;
}

function fromAddress(address: string): string {
  try {
    return fileURLToPath(address);
  } catch {
    return address;
  }
}
