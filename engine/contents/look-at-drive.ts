import type { DriveContents } from '#contract/contents.ts';
import type { Drive } from '#contract/drive.ts';
import type { AppFailure } from '#contract/errors.ts';
import { type FromLook, fromLookSchema, type ToLook } from '#contract/look.ts';
import { PROTOCOL_VERSION } from '#contract/version.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { AppError, CancelledError, fail, makeFailure } from '../errors/app-error.ts';
import { WorkerClient } from '../job/worker-client.ts';
import { withCommand } from '../job/with-command.ts';
import type { CommandLine, Elevation } from '../platform/elevation.ts';
import { helperForRoot, needsChannel } from '../platform/index.ts';
import { PrivateChannel } from '../process/private-channel.ts';
import type { ReaderClient } from '../reader/reader-client.ts';

/** How long the drive may give no answer before it is left. */
const STALL_LIMIT_MS = 30_000;

const where = { process: 'host', operation: 'look-at-drive' } as const;

export interface LookRequest {
  readonly drive: Drive;
  readonly reader: ReaderClient;
  readonly lookCommand: CommandLine;
  readonly elevation: Elevation;
  readonly asRootCommand: string;
  readonly signal: AbortSignal;
  /** The drive is open: no person is waited for any more. */
  readonly onReading: () => void;
}

/**
 * What is on a drive. Its bytes are read by a worker that can read only, which is given rights for this once; what they mean
 * is found out by the reader, with the user's rights. This process hands questions and bytes on.
 *
 * ELEVATION_*, CONTENTS_REFUSED, DRIVE_CHANGED, DRIVE_GONE, DRIVE_OPEN_FAILED, READ_IO, READER_LOST, WORKER_PROTOCOL; CancelledError.
 */
export async function lookAtDrive(request: LookRequest): Promise<DriveContents> {
  const { elevation, asRootCommand, lookCommand, signal } = request;
  if (signal.aborted) throw new CancelledError();
  if (elevation.how === 'unavailable') {
    const { reason } = elevation;
    throw fail('ELEVATION_UNAVAILABLE', { reason, command: asRootCommand }, { where, message: reason });
  }
  const isElevated = elevation.program !== null;
  const root = isElevated ? await helperForRoot(lookCommand) : null;
  const channel = isElevated && needsChannel(elevation) ? await PrivateChannel.open() : null;
  try {
    return await new Look(request, root?.command ?? lookCommand, channel).run();
  } finally {
    await channel?.close();
    await root?.release();
  }
}

interface Waiting {
  readonly resolve: (base64: string) => void;
  readonly reject: (thrown: unknown) => void;
}

class Look {
  readonly #request: LookRequest;
  readonly #worker: WorkerClient<ToLook, FromLook>;
  readonly #opened: Promise<Extract<FromLook, { readonly type: 'opened' }>>;
  readonly #reads = new Map<number, Waiting>();
  #isOpened: (message: Extract<FromLook, { readonly type: 'opened' }>) => void = () => {};
  #hasFailed: (thrown: unknown) => void = () => {};
  #nextId = 1;

  constructor(request: LookRequest, command: CommandLine, channel: PrivateChannel | null) {
    this.#request = request;
    const { elevation, asRootCommand } = request;
    this.#opened = new Promise((resolve, reject) => {
      this.#isOpened = resolve;
      this.#hasFailed = reject;
    });
    this.#opened.catch(() => {}); // seen by whoever awaits it
    this.#worker = new WorkerClient<ToLook, FromLook>({
      command,
      elevation,
      asRootCommand,
      channel,
      imageFd: null,
      schema: fromLookSchema,
      onMessage: (message) => this.#receive(message),
    });
    void this.#worker.gone.then((failure) => this.#lose(failure));
  }

  async run(): Promise<DriveContents> {
    const { drive, reader, signal, onReading } = this.#request;
    const stop = () => {
      this.#worker.abandon();
      this.#fail(new CancelledError());
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      await Promise.race([this.#worker.ready, this.#opened]);
      const { id: driveId, identity, isVirtual } = drive;
      this.#worker.send({ type: 'look', protocol: PROTOCOL_VERSION, plan: { driveId, identity, isVirtual } });
      const { sizeBytes, sectorSizeBytes } = await this.#opened;
      onReading();
      const readBytes = (offsetBytes: number, lengthBytes: number) => this.#readBytes(offsetBytes, lengthBytes);
      return await reader.readContents({ sizeBytes, sectorSizeBytes }, { signal, readBytes });
    } catch (thrown) {
      if (signal.aborted) throw new CancelledError();
      throw thrown;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#worker.closeInput();
    }
  }

  #readBytes(offsetBytes: number, lengthBytes: number): Promise<string> {
    const requestId = this.#nextId++;
    return new Promise<string>((resolve, reject) => {
      const stalled = setTimeout(() => reject(this.#stalled(offsetBytes)), STALL_LIMIT_MS);
      const settled =
        <V>(settle: (value: V) => void) =>
        (value: V) => {
          clearTimeout(stalled);
          settle(value);
        };
      this.#reads.set(requestId, { resolve: settled(resolve), reject: settled(reject) });
      this.#worker.send({ type: 'read', requestId, offsetBytes, lengthBytes });
    });
  }

  #receive(message: FromLook): void {
    switch (message.type) {
      case 'opened':
        this.#isOpened(message);
        break;
      case 'bytes':
        this.#reads.get(message.requestId)?.resolve(message.base64);
        this.#reads.delete(message.requestId);
        break;
      case 'no-bytes':
        this.#reads.get(message.requestId)?.reject(new AppError(message.failure));
        this.#reads.delete(message.requestId);
        break;
      case 'fatal':
        this.#fail(new AppError(withCommand(message.failure, this.#request.asRootCommand) ?? message.failure));
        break;
      case 'ready':
      case 'ended':
        break;
      default:
        message satisfies never;
    }
  }

  #fail(thrown: unknown): void {
    this.#hasFailed(thrown);
    for (const { reject } of this.#reads.values()) reject(thrown);
    this.#reads.clear();
  }

  /** It does nothing but read, and is called so. */
  #lose(failure: AppFailure | null): void {
    if (failure === null) this.#fail(this.#gone({ signal: null, exitCode: 0 }, null));
    else if (failure.code === 'WORKER_LOST') this.#fail(this.#gone(failure.params, failure.message));
    else this.#fail(new AppError({ ...failure, nothingWritten: true }));
  }

  #gone(
    params: { readonly signal: string | null; readonly exitCode: number | null },
    message: string | null,
  ): AppError {
    return new AppError(makeFailure('READER_LOST', params, { where, message: message ?? 'The looking process ended' }));
  }

  #stalled(offsetBytes: number): AppError {
    const drive = driveLabel(this.#request.drive.identity);
    this.#worker.abandon();
    return fail(
      'READ_IO',
      { drive, offsetBytes },
      { where, message: `Cannot read "${drive}" at offset ${offsetBytes}: no answer for ${STALL_LIMIT_MS} ms` },
    );
  }
}
