import { connect } from 'node:net';
import type { AppFailure } from '#contract/errors.ts';
import { makeFailure } from '../errors/app-error.ts';
import { FrameDecoder, FrameError } from '../wire/frame-codec.ts';

/** One buffer, filled again and again: more than a socket holds by itself. */
const READ_BYTES = 256 * 1024;

/** Where the bytes go; each of these throws a FrameError for what was not agreed. */
export interface DataReceiver {
  /** A frame begins, for this place of the image. */
  begin(offsetBytes: number): void;
  take(piece: Uint8Array): void;
  /** Nothing more will come. */
  closed(): void;
}

export interface DataConnectionRequest {
  /** Of the reader, which listens there. */
  readonly socketPath: string;
  readonly receiver: DataReceiver;
  /** The reader cannot be reached, and the host has not said why. */
  readonly onUnreachable: (failure: AppFailure) => void;
  /** What came is not what was agreed; nothing is received any more. */
  readonly onProblem: (problem: string) => void;
}

/** A reader that stopped listening had a reason, which the host tells; its word comes first. */
const HOST_TELLS_MS = 1000;

/**
 * Connects to the reader and gives the data frames that come to the receiver. Nothing is sent. An end of the connection is
 * no failure by itself: the host knows why. Gives back what ends it.
 */
export function receiveData(request: DataConnectionRequest): () => void {
  const { socketPath, receiver, onProblem } = request;
  const decoder = new FrameDecoder({
    control: () => {
      throw new FrameError('Bad frame: only data is expected here');
    },
    dataBegin: (offsetBytes) => receiver.begin(offsetBytes),
    dataPiece: (piece) => receiver.take(piece),
  });
  let isOpen = true;
  const guarded = (step: () => void) => {
    try {
      if (isOpen) step();
    } catch (thrown) {
      end();
      onProblem(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const socket = connect({
    path: socketPath,
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (lengthBytes, buffer) => {
        guarded(() => decoder.push(buffer.subarray(0, lengthBytes)));
        return isOpen;
      },
    },
  });
  let patience: NodeJS.Timeout | undefined;
  const end = () => {
    isOpen = false;
    clearTimeout(patience);
    socket.destroy();
  };
  socket.once('error', (cause) => {
    patience = setTimeout(() => request.onUnreachable(unreachable(cause)), HOST_TELLS_MS);
  });
  socket.once('close', () => guarded(() => receiver.closed()));
  return end;
}

function unreachable(cause: Error): AppFailure {
  const where = { process: 'worker', operation: 'connect' } as const;
  const message = 'Cannot get the image from the reading process';
  return makeFailure('READER_LOST', { signal: null, exitCode: null }, { where, message, cause, nothingWritten: false });
}
