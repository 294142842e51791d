import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Seen } from './fault-row.ts';

const TARGET = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'RELIABILITY.md');

const rows: { readonly fault: string; readonly seen: readonly Seen[] | Error }[] = [];

/** Keeps what was seen, and writes the table so far: a run that is broken off has shown what it has shown. */
export async function recordRow(fault: string, seen: readonly Seen[] | Error): Promise<void> {
  rows.push({ fault, seen });
  if (process.env.STICKWRIGHT_FAULT_TABLE === 'whole') await writeTable();
}

/** Writes docs/RELIABILITY.md from what was seen in this run so far. */
async function writeTable(): Promise<void> {
  const lines = rows.map(({ fault, seen }) => {
    if (seen instanceof Error) return line([fault, '–', seen.message.split('\n')[0] ?? '', '–', '**failed**']);
    const said = [
      ...new Set(seen.map(({ said: told, exitCode }) => (exitCode === null ? told : `${told} (exit ${exitCode})`))),
    ];
    const states = [...new Set(seen.map(({ state }) => state))];
    const slowest = Math.max(0, ...seen.map(({ endedMs }) => endedMs ?? 0));
    const words = slowest > 0 ? `${said.join(', ')}; ended after ${(slowest / 1000).toFixed(1)} s` : said.join(', ');
    return line([fault, String(seen.length), words, states.join(', '), 'held']);
  });
  const failed = rows.filter((row) => row.seen instanceof Error).length;
  await writeFile(TARGET, `${HEAD}${lines.join('\n')}\n\n${rows.length} rows, ${failed} failed.\n`);
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const HEAD = `# What a stick survives

Written by \`npm run test:vm\`: the packed program runs in an emulated PC (Debian's kernel) and writes to emulated USB sticks
that fail on request. Each drive's bytes are then looked at from outside the PC. A row holds where no drive looks bootable without
being equal to the image, the program ended and named the cause, and no process, mount or temporary file of it was left. *Blank*: no
partition table, boot sector or backup table. *Runs*: drives that were looked at. The bench has more rows than a run
that was broken off shows.

| fault | runs | what the program said | state of the drives | verdict |
|---|---|---|---|---|
`;
