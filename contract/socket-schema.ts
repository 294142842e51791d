import { z } from './zod.ts';
import type { ToHost } from './socket.ts';
import { TOPIC_NAMES } from './topics.ts';

const id = z.number().int().nonnegative();

/** What a page may send; the parameters of a call are checked by its method's own schema. */
export const toHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('call'), id, method: z.string().max(100), params: z.unknown() }),
  z.strictObject({ type: z.literal('listen'), id, topic: z.enum(TOPIC_NAMES) }),
  z.strictObject({ type: z.literal('unlisten'), id }),
]) satisfies z.ZodType<ToHost>;
