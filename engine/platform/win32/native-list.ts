import { createRequire } from 'node:module';
import { z } from 'zod';
import { besideProgram } from '../../packed/beside-program.ts';

const nativeSchema = z.object({
  list: z.custom<(told: (cause: unknown, drives: unknown) => void) => void>((value) => typeof value === 'function'),
});
const driveSchema = z.object({
  device: z.string(),
  busType: z.string().nullish().catch(null),
  size: z.number().int().nonnegative().nullish().catch(null),
  logicalBlockSize: z.number().int().positive().nullish().catch(null),
  isReadOnly: z.boolean().nullish().catch(null),
  isSystem: z.boolean().nullish().catch(null),
  isRemovable: z.boolean().nullish().catch(null),
  mountpoints: z.array(z.object({ path: z.string() })).catch([]),
});
/** A drive as drivelist's compiled part tells of it. */
export type NativeDrive = Readonly<z.infer<typeof driveSchema>>;

/** Drives that are not understood are left out; everything else of the list is kept. */
export function nativeDrivesOf(told: unknown): readonly NativeDrive[] {
  return z
    .array(z.unknown())
    .catch([])
    .parse(told)
    .flatMap((drive) => {
      const parsed = driveSchema.safeParse(drive);
      return parsed.success ? [parsed.data] : [];
    });
}

/**
 * The drives as the system calls tell an ordinary user: exact sizes, buses and mount points, a second opinion on what is the
 * system's. From drivelist's compiled part, beside the packed program or in its package. Empty where it is not there or fails.
 */
export async function listNative(): Promise<readonly NativeDrive[]> {
  try {
    const load = createRequire(import.meta.url);
    const path = besideProgram('drivelist.node') ?? load.resolve('drivelist/build/Release/drivelist.node');
    const native = nativeSchema.parse(load(path));
    return await new Promise((resolve) => {
      native.list((cause, drives) => resolve(cause ? [] : nativeDrivesOf(drives)));
    });
  } catch {
    return []; // PowerShell alone tells enough wherever the Storage classes may be asked
  }
}
