import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Seen } from './fault-row.ts';
import { isProgramOf, programNow } from './program-version.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const TARGET = path.join(ROOT, 'docs', 'RELIABILITY.md');
/** What the rows showed when they were last run, in this run or before: the document is made of nothing else. One a line. */
const RECORDS = path.join(import.meta.dirname, 'seen.jsonl');

const recordSchema = z.object({
  fault: z.string(),
  /** Commit of the program that was run; with "+" where it had changes that were not committed. */
  program: z.string(),
  /** ISO date. */
  day: z.string(),
  /** null: held. */
  problem: z.string().nullable(),
  runs: z.int(),
  said: z.array(z.string()),
  states: z.array(z.string()),
  /** Longest time from a fault to the program's end. */
  slowestMs: z.number().nullable(),
});
type RowRecord = z.infer<typeof recordSchema>;

/** Keeps what was seen; `npm run test:vm` writes the table anew after each row, so that a broken-off run shows what it has. */
export async function recordRow(
  faults: readonly string[],
  fault: string,
  seen: readonly Seen[] | Error,
): Promise<void> {
  if (process.env.STICKWRIGHT_FAULT_TABLE !== 'whole') return;
  const records = await readRecords();
  records.set(fault, recordOf(fault, seen));
  const known = faults.flatMap((name) => records.get(name) ?? []);
  await writeFile(RECORDS, known.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await writeFile(TARGET, tableOf(faults, records));
}

/** Whether the row held when it was last run, and the program is still the same. */
export async function hasHeld(fault: string): Promise<boolean> {
  const record = (await readRecords()).get(fault);
  return record !== undefined && record.problem === null && isProgramOf(record.program);
}

async function readRecords(): Promise<Map<string, RowRecord>> {
  const text = await readFile(RECORDS, 'utf8').catch(() => '');
  const records = text
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => recordSchema.parse(JSON.parse(row)));
  return new Map(records.map((record) => [record.fault, record]));
}

function recordOf(fault: string, seen: readonly Seen[] | Error): RowRecord {
  const common = { fault, program: programNow(), day: new Date().toISOString().slice(0, 10) };
  if (seen instanceof Error) {
    const problem = seen.message.split('\n')[0] ?? '';
    return { ...common, problem, runs: 1, said: [], states: [], slowestMs: null };
  }
  const said = seen.map(({ said: told, exitCode }) => (exitCode === null ? told : `${told} (exit ${exitCode})`));
  const slowestMs = Math.round(Math.max(0, ...seen.map(({ endedMs }) => endedMs ?? 0)));
  return {
    ...common,
    problem: null,
    runs: seen.reduce((sum, { runs = 1 }) => sum + runs, 0),
    said: [...new Set(said)],
    states: [...new Set(seen.map(({ state }) => state))],
    slowestMs: slowestMs === 0 ? null : slowestMs,
  };
}

function tableOf(faults: readonly string[], records: ReadonlyMap<string, RowRecord>): string {
  const cells = faults.map((fault) => {
    const record = records.get(fault);
    if (record === undefined) return tableLine([fault, '–', '–', '–', 'not run yet', '–']);
    const { problem, runs, said, states, slowestMs, program } = record;
    if (problem !== null) return tableLine([fault, String(runs), problem, '–', '**failed**', program]);
    const words = said.join(', ') + (slowestMs === null ? '' : `; ended after ${(slowestMs / 1000).toFixed(1)} s`);
    return tableLine([fault, String(runs), words, states.join(', '), 'held', program]);
  });
  const known = faults.flatMap((fault) => records.get(fault) ?? []);
  const failed = known.filter(({ problem }) => problem !== null).length;
  const totals = [`${faults.length} rows`, `${known.length - failed} held`, `${failed} failed`];
  if (known.length < faults.length) totals.push(`${faults.length - known.length} not run yet`);
  const days = known.map(({ day }) => day).sort();
  const between = days[0] === days.at(-1) ? days[0] : `${days[0]} to ${days.at(-1)}`;
  return `${HEAD}${cells.join('\n')}\n\n${totals.join(', ')}; run ${between}.\n`;
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const HEAD = `# What a stick survives

Written by \`npm run test:vm\`: the packed program runs in an emulated PC (Debian's kernel) and writes to emulated USB sticks
that fail on request. Each drive's bytes are then looked at from outside the PC. A row holds where no drive looks bootable without
being equal to the image, the program named the cause, ended within 30 s of a fault or of being told to (a drive or image that says
nothing at all is waited for 60 s, which it says from the tenth on), and no process, mount, lock or temporary file of it was left. *Blank*: no partition table, boot sector or backup table. *Runs*: drives, or moments of a power cut, that were looked at.
*Program*: the commit that the row was last run with.

| fault | runs | what the program said | state of the drives | verdict | program |
|---|---|---|---|---|---|
`;
