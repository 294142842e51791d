/**
 * The number both ends of every process line must agree on; a mismatch ends the connection.
 * Raise it with any change of shape in `worker.ts`, `reader.ts` or `frames.ts`.
 */
export const PROTOCOL_VERSION = 5;
