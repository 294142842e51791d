import type { LsblkFacts } from './lsblk-parse.ts';

/**
 * Facts by path of the node, from `blkid -p -o export`: blocks of `NAME=value` lines, parted by empty lines, each begun
 * by `DEVNAME`. Values have shell escapes (`\ `) and carets for control characters (`^J`); labels come out with the
 * first undone and the second as they are.
 *
 * Source: blkid(8), util-linux misc-utils/blkid.c `print_value`.
 */
export function parseBlkid(output: string): ReadonlyMap<string, LsblkFacts> {
  const found = new Map<string, LsblkFacts>();
  for (const block of output.split(/\n{2,}/)) {
    const values = new Map(block.split('\n').map(splitLine));
    const path = values.get('DEVNAME');
    if (path === undefined) continue;
    found.set(path, {
      fileSystem: values.get('TYPE') ?? null,
      label: values.get('LABEL') ?? null,
      partitionTable: values.get('PTTYPE') ?? null,
    });
  }
  return found;
}

function splitLine(line: string): readonly [string, string] {
  const equals = line.indexOf('=');
  return [line.slice(0, Math.max(equals, 0)), line.slice(equals + 1).replace(/\\(.)/g, '$1')];
}
