import type { ByteRange } from '#contract/errors.ts';
import type { ReaderClient, StreamRequest } from '../reader/reader-client.ts';
import { makeSocketPlace, removeSocketPlace } from './socket-place.ts';

export interface SendRangesRequest {
  readonly stream: Omit<StreamRequest, 'socketPath'> & { readonly ranges: readonly ByteRange[] };
  readonly reader: ReaderClient;
  readonly signal: AbortSignal;
  /** The socket can be connected to. */
  readonly onListening: (socketPath: string) => void;
}

/** Lets the reader send these ranges to whoever connects; settles when they have left. Failures as of a whole stream. */
export async function sendRanges({ stream, reader, signal, onListening }: SendRangesRequest): Promise<void> {
  const socketPath = await makeSocketPlace();
  try {
    const sending = reader.stream({ ...stream, socketPath }, signal);
    await sending.listening;
    onListening(socketPath);
    await sending.digest;
  } finally {
    await removeSocketPlace(socketPath);
  }
}
