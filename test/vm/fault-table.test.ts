import { spawnSync } from 'node:child_process';
import { after, describe, it } from 'node:test';
import { bootCheckMissing } from '../helpers/boot-check.ts';
import { Bench } from './bench/bench.ts';
import { GUEST_TOOLS } from './bench/build-guest.ts';
import type { FaultRow } from './bench/fault-row.ts';
import { mediumRows } from './bench/rows-medium.ts';
import { plugRows } from './bench/rows-plug.ts';
import { powerRows } from './bench/rows-power.ts';
import { processRows } from './bench/rows-process.ts';
import { imageDisk, sourceRows } from './bench/rows-source.ts';
import { hasHeld, recordRow } from './bench/table.ts';

/** The whole table takes half an hour, on a busy machine three times as long; `npm run test:vm` asks for it, `npm test` runs its short rows. */
const isWhole = process.env.STICKWRIGHT_FAULT_TABLE === 'whole';
const allRows = [...plugRows, ...mediumRows, ...powerRows, ...processRows, ...sourceRows];
const faults = allRows.map(({ fault }) => fault);
const rows = [];
for (const row of allRows) if (await isWanted(row)) rows.push(row);

/** `--rows=PATTERN` runs those it matches, `--rows=left` those that have not held with this program. */
async function isWanted(row: FaultRow): Promise<boolean> {
  const pattern = process.env.STICKWRIGHT_FAULT_ROWS;
  if (!isWhole) return row.isShort === true;
  if (pattern === 'left') return !(await hasHeld(row.fault));
  return pattern === undefined || new RegExp(pattern).test(row.fault);
}

function missing(): string | null {
  if (process.getuid?.() !== 0) return 'needs root to build the guest system';
  if (process.arch !== 'x64') return 'the guest system is for x64';
  for (const tool of GUEST_TOOLS) {
    if (spawnSync(tool, ['--version']).error !== undefined) return `needs ${tool}`;
  }
  return bootCheckMissing('bios');
}

const skip = missing() ?? false;

for (const needs of [undefined, 'automounter', 'image-disk'] as const) {
  const own = rows.filter((row) => row.needs === needs);
  if (own.length === 0) continue;
  describe(`a written stick and its faults${needs === undefined ? '' : ` (${needs})`}`, { skip }, () => {
    let bench: Bench | null = null;
    after(() => bench?.close());

    /** A row that failed may leave anything behind: the next one gets a computer of its own. */
    async function runRow(row: FaultRow): Promise<void> {
      bench ??= await Bench.start({
        hasAutomounter: needs === 'automounter',
        ...(needs === 'image-disk' ? { farDisk: imageDisk() } : {}),
      });
      try {
        await recordRow(faults, row.fault, await row.run(bench));
        const left = await bench.leftovers();
        if (left.trim() !== '') throw new Error(`left behind: ${left}`);
      } catch (cause) {
        await recordRow(faults, row.fault, cause instanceof Error ? cause : new Error(String(cause)));
        await bench.close();
        bench = null;
        throw cause;
      }
    }

    for (const row of own) it(row.fault, () => runRow(row));
  });
}
