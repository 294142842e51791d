import { z } from './zod.ts';
import type { IpcCall, IpcListen, IpcTakeFile, IpcUnlisten } from './ipc.ts';
import { TOPIC_NAMES } from './topics.ts';

const id = z.number().int().nonnegative();

/** What a page may send to the main process; the parameters of a call are checked by its method's own schema. */
export const ipcCallSchema = z.strictObject({
  method: z.string().max(100),
  params: z.unknown(),
}) satisfies z.ZodType<IpcCall>;
export const ipcTakeFileSchema = z.strictObject({
  path: z.string().max(32_768),
  name: z.string().max(1000),
}) satisfies z.ZodType<IpcTakeFile>;
export const ipcListenSchema = z.strictObject({ id, topic: z.enum(TOPIC_NAMES) }) satisfies z.ZodType<IpcListen>;
export const ipcUnlistenSchema = z.strictObject({ id }) satisfies z.ZodType<IpcUnlisten>;
