import { AppError } from '#engine/errors/app-error.ts';
import { VolumeProblem } from '#engine/filesystem/volume-problem.ts';
import type { MemoryGuard } from './guard-memory.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { Target } from './target.ts';

export interface FuzzRun {
  readonly seed: number;
  /** First case; the same number makes the same input again. */
  readonly from: number;
  /** Ends after this many cases, or after this time. */
  readonly cases: number;
  readonly limitMs: number;
}

/** An input that a parser did not take as it should. */
export class FuzzFinding extends Error {
  override readonly name = 'FuzzFinding';
  readonly caseNumber: number;
  constructor(caseNumber: number, what: string, cause?: unknown) {
    super(`case ${caseNumber}: ${what}`, { cause });
    this.caseNumber = caseNumber;
  }
}

/** Work of the processor that one case may take: other programs on the machine do not count. */
const CASE_MAX_MS = 3000;

/** Fires damaged inputs at one parser. Resolves with the number of cases; rejects with the first FuzzFinding. */
export async function runTarget(
  target: Target,
  { seed, from, cases, limitMs }: FuzzRun,
  { guard, tell }: { readonly guard: MemoryGuard; readonly tell: (caseNumber: number) => void },
): Promise<number> {
  const seeds = target.seeds();
  const startedMs = performance.now();
  let done = 0;
  for (; done < cases && seeds.length > 0 && performance.now() - startedMs < limitMs; done += 1) {
    const caseNumber = from + done;
    tell(caseNumber);
    await runCase(target, inputFor(target, seeds, new Random(seed * 1_000_003 + caseNumber)), { guard, caseNumber });
  }
  return done;
}

function inputFor(target: Target, seeds: readonly Buffer[], random: Random): Buffer {
  const bytes = mutate(random.pick(seeds), target.hot, random);
  if (target.mend !== null && random.once(2)) target.mend(bytes);
  return bytes;
}

async function runCase(
  target: Target,
  input: Buffer,
  { guard, caseNumber }: { readonly guard: MemoryGuard; readonly caseNumber: number },
): Promise<void> {
  const bytes = {
    sizeBytes: input.length,
    readAt: async (offset: number, length: number) => {
      guard.count(length); // of a larger image so much would be read
      return input.subarray(offset, offset + length);
    },
  };
  guard.reset();
  const before = process.threadCpuUsage();
  try {
    await target.parse(bytes, input);
  } catch (cause) {
    const isReason = cause instanceof AppError && cause.failure.code !== 'INTERNAL';
    if (!isReason && !(cause instanceof VolumeProblem)) throw new FuzzFinding(caseNumber, String(cause), cause);
  }
  try {
    guard.assertHeld();
  } catch (cause) {
    throw new FuzzFinding(caseNumber, String(cause), cause);
  }
  const { user, system } = process.threadCpuUsage(before);
  const tookMs = (user + system) / 1000;
  if (tookMs > CASE_MAX_MS) throw new FuzzFinding(caseNumber, `took ${Math.round(tookMs)} ms`);
}
