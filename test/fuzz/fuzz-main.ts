import { inspect } from 'node:util';
import { fuzz } from './fuzz.ts';
import { TARGETS } from './targets.ts';

interface Wanted {
  readonly minutes?: string;
  readonly seed?: string;
  readonly case?: string;
  readonly parsers: readonly string[];
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const MINUTE_MS = 60_000;
const {
  minutes = '10',
  seed = String(Date.now() % 1_000_000),
  case: one,
  parsers,
} = JSON.parse(process.argv[2] ?? '{"parsers":[]}') as Wanted;

const names = parsers.length > 0 ? parsers : Object.keys(TARGETS);
for (const name of names) {
  if (!(name in TARGETS)) {
    say(`No parser "${name}". Parsers: ${Object.keys(TARGETS).join(', ')}`);
    process.exit(2);
  }
}
for (const name of names) {
  const run = {
    seed: Number(seed),
    from: one === undefined ? 1 : Number(one),
    cases: one === undefined ? Number.MAX_SAFE_INTEGER : 1,
    limitMs: Number(minutes) * MINUTE_MS,
  };
  try {
    const done = await fuzz(name, run);
    say(`${name}: ${done} cases with seed ${seed}, every one with a reason`);
  } catch (cause) {
    process.exitCode = 1;
    say(`${name}: ${inspect(cause)}`);
    say(`  again: npm run fuzz -- --seed ${seed} --case N ${name}`);
  }
}
