// The preload script loads this with every window: the small form of zod.
import * as z from 'zod/mini';
import { COMMAND_NAMES, COMMAND_PLACES, type Command, type IpcEvent } from './ipc.ts';

/** What the main process may answer and send to a preload script: the envelopes; what is in them is the contract's. */
export const settledSchema = z.discriminatedUnion('isOk', [
  z.strictObject({ isOk: z.literal(true), result: z.unknown() }),
  z.strictObject({
    isOk: z.literal(false),
    failure: z.looseObject({ code: z.string(), params: z.looseObject({}), message: z.string() }),
  }),
]);
export const ipcEventSchema = z.strictObject({
  id: z.number(),
  event: z.unknown(),
}) satisfies z.ZodMiniType<IpcEvent>;
export const commandSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('open-image'), path: z.string() }),
  z.strictObject({ name: z.literal('go'), place: z.enum(COMMAND_PLACES) }),
  z.strictObject({ name: z.enum(COMMAND_NAMES) }),
]) satisfies z.ZodMiniType<Command>;
