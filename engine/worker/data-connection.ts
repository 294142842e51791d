import { connect } from 'node:net';
import type { AppFailure } from '#contract/errors.ts';
import { makeFailure } from '../errors/app-error.ts';
import type { BlockFeed } from '../write/block-feed.ts';
import { FrameDecoder, FrameError } from '../wire/frame-codec.ts';
import type { ChannelSource } from './channel-source.ts';

/** One buffer, filled again and again: more than a socket holds by itself. */
const READ_BYTES = 256 * 1024;

export interface DataConnectionRequest {
  /** Of the reader, which listens there. */
  readonly socketPath: string;
  readonly channel: ChannelSource;
  readonly feed: BlockFeed;
  /** What came is not what was agreed; nothing is received any more. */
  readonly onProblem: (problem: string) => void;
}

/** A reader that stopped listening had a reason, which the host tells; its word comes first. */
const HOST_TELLS_MS = 1000;

/**
 * Connects to the reader and puts the data frames that come into the channel. Nothing is sent. An end of the connection is
 * no failure by itself: the host knows why. Gives back what ends it.
 */
export function receiveData({ socketPath, channel, feed, onProblem }: DataConnectionRequest): () => void {
  const decoder = new FrameDecoder({
    control: () => {
      throw new FrameError('Bad frame: only data is expected here');
    },
    dataBegin: (offsetBytes) => channel.begin(offsetBytes),
    dataPiece: (piece) => channel.take(piece),
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
    patience = setTimeout(() => feed.fail(unreachable(cause)), HOST_TELLS_MS);
  });
  socket.once('close', () => guarded(() => channel.closed()));
  return end;
}

function unreachable(cause: Error): AppFailure {
  const where = { process: 'worker', operation: 'connect' } as const;
  const message = 'Cannot get the image from the reading process';
  return makeFailure('READER_LOST', { signal: null, exitCode: null }, { where, message, cause, nothingWritten: false });
}
