import { z } from 'zod';

const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).nullish().catch(null);
const index = z.number().int().nonnegative().max(9999);

/** PowerShell writes a list of one as its only element where it gets a chance to. */
function listOf<T extends z.ZodType>(item: T) {
  const many = z.preprocess(
    (value) => (value === null || Array.isArray(value) ? value : [value]),
    z.array(item).nullable(),
  );
  return many.catch(null);
}

const factsSchema = z.object({
  drives: z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]),
    z.array(
      z.object({
        Index: index,
        PNPDeviceID: text,
        Model: text,
        SerialNumber: text,
        MediaType: text,
        Size: count,
        BytesPerSector: count,
      }),
    ),
  ),
  places: listOf(z.object({ Index: index, Location: text, ArrivedSec: count })),
  disks: listOf(
    z.object({
      Number: index,
      BusType: count,
      Size: count,
      LogicalSectorSize: count,
      IsBoot: flag,
      IsSystem: flag,
      BootFromDisk: flag,
      IsReadOnly: flag,
      IsOffline: flag,
      PartitionStyle: count,
    }),
  ),
  partitions: listOf(
    z.object({
      DiskNumber: index,
      PartitionNumber: count,
      Size: count,
      AccessPaths: z.preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(z.string()).nullish().catch(null),
      ),
      GptType: text,
      MbrType: count,
      IsBoot: flag,
      IsSystem: flag,
    }),
  ),
  volumes: listOf(z.object({ Path: text, FileSystem: text, FileSystemLabel: text, Size: count, SizeRemaining: count })),
  pageFiles: listOf(z.object({ Name: text })),
  systemDrive: z
    .string()
    .regex(/^[A-Za-z]:$/)
    .nullish()
    .catch(null),
});

/** What FACTS_SCRIPT told; a part that is null could not be asked for. */
export type WindowsFacts = Readonly<z.infer<typeof factsSchema>>;

/** Throws where the output is not that of FACTS_SCRIPT. A value that is missing or odd is "not told". */
export function parseWindowsFacts(output: string): WindowsFacts {
  return factsSchema.parse(JSON.parse(output.replace(/^\uFEFF/, '')));
}
