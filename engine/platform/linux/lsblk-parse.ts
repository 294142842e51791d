import { z } from '#contract/zod.ts';

/** What lsblk tells of one node; null where it found nothing or was not allowed to look. */
export interface LsblkFacts {
  readonly fileSystem: string | null;
  readonly label: string | null;
  /** `gpt`, `dos`, ... of the whole drive it belongs to. */
  readonly partitionTable: string | null;
}

const text = z.string().nullish().catch(null);

interface LsblkNode {
  readonly name: string;
  readonly fstype?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly pttype?: string | null | undefined;
  readonly children?: readonly LsblkNode[] | undefined;
}

const nodeSchema: z.ZodType<LsblkNode> = z.lazy(() =>
  z.object({
    name: z.string().min(1),
    fstype: text,
    label: text,
    pttype: text,
    children: z.array(nodeSchema).optional(),
  }),
);
const outputSchema = z.object({ blockdevices: z.array(nodeSchema) });

/**
 * Facts by path of the node, from `lsblk --json --paths`; null where the text is not what lsblk writes. Versions differ:
 * a missing or odd column is "not known", a node without a name spoils the whole text. Labels are as on the disk: not
 * cleaned.
 *
 * Source: lsblk(8) of util-linux 2.34 to 2.41.
 */
export function parseLsblk(json: string): ReadonlyMap<string, LsblkFacts> | null {
  const found = new Map<string, LsblkFacts>();
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = outputSchema.safeParse(data);
  if (!parsed.success) return null;
  const waiting = [...parsed.data.blockdevices];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    found.set(node.name, {
      fileSystem: node.fstype ?? null,
      label: node.label ?? null,
      partitionTable: node.pttype ?? null,
    });
    waiting.push(...(node.children ?? []));
  }
  return found;
}
