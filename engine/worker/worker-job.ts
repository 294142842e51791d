import type { ToWorker, FromWorker, WorkerPlan } from '#contract/worker.ts';
import { blockSumsOf } from '../checksum/block-sums.ts';
import { AppError } from '../errors/app-error.ts';
import { BlockFeed, SLOT_BYTES } from '../write/block-feed.ts';
import { ChannelSource } from './channel-source.ts';
import { receiveData } from './data-connection.ts';
import { feedFromDescriptor } from './descriptor-source.ts';
import { DriveJob } from './drive-job.ts';
import { ChannelAgain, descriptorAgain } from './image-again.ts';

interface Permission {
  readonly grant: () => void;
  readonly refuse: (thrown: unknown) => void;
}

/** One plan being carried out: a source, a feed, and a DriveJob for each drive, all at their own pace. */
export class WorkerJob {
  readonly #channel: ChannelSource;
  readonly #onProblem: (problem: string) => void;
  readonly #plan: WorkerPlan;
  readonly #send: (message: FromWorker) => void;
  readonly #feed: BlockFeed;
  readonly #drives = new Map<string, DriveJob>();
  readonly #again: ChannelAgain;
  readonly #permissions = new Map<string, Permission>();

  /** `onProblem` is told when the image arrives in a way that was not agreed. */
  constructor(plan: WorkerPlan, send: (message: FromWorker) => void, onProblem: (problem: string) => void) {
    this.#plan = plan;
    this.#send = send;
    this.#onProblem = onProblem;
    const isChannel = plan.source.kind === 'channel';
    this.#feed = new BlockFeed(plan.mode === 'write', () => {
      if (isChannel) send({ type: 'credit', bytes: SLOT_BYTES });
    });
    this.#channel = new ChannelSource(this.#feed);
    this.#again = new ChannelAgain(send, onProblem);
    for (const target of plan.drives) {
      this.#drives.set(
        target.driveId,
        new DriveJob({
          plan,
          target,
          feed: this.#feed,
          send,
          mayFinish: (signal) => this.#mayFinish(target.driveId, signal),
          imageAgain: plan.source.kind === 'descriptor' ? descriptorAgain(plan.source.fd) : this.#again.fetch,
        }),
      );
    }
  }

  /** Resolves when every drive has ended. */
  async run(): Promise<void> {
    const { source, imageFile } = this.#plan;
    const feed = this.#feed;
    let stopReceiving: (() => void) | null = null;
    if (source.kind === 'channel') {
      const { socketPath } = source;
      stopReceiving = receiveData({
        socketPath,
        receiver: this.#channel,
        onUnreachable: (failure) => feed.fail(failure),
        onProblem: this.#onProblem,
      });
      this.#send({ type: 'credit', bytes: feed.windowBytes });
    } else if (source.kind === 'descriptor') {
      void feedFromDescriptor({ fd: source.fd, sizeBytes: source.sizeBytes, imageFile, feed });
    }
    await Promise.all([...this.#drives.values()].map((drive) => drive.run()));
    stopReceiving?.();
  }

  handle(message: Exclude<ToWorker, { readonly type: 'start' }>): void {
    switch (message.type) {
      case 'source-ended':
        this.#channel.end(message.totalBytes);
        break;
      case 'source-failed':
        this.#feed.fail(message.failure);
        break;
      case 'again-ready':
        this.#again.ready(message.requestId, message.socketPath);
        break;
      case 'again-failed':
        this.#again.failed(message.requestId, message.failure);
        break;
      case 'finish':
        this.#permissions.get(message.driveId)?.grant();
        break;
      case 'refuse-finish':
        this.#permissions.get(message.driveId)?.refuse(new AppError(message.failure));
        break;
      case 'cancel':
        for (const drive of this.#chosen(message.driveId)) drive.cancel();
        break;
      case 'skip-verify':
        for (const drive of this.#chosen(message.driveId)) drive.skipVerify();
        break;
      default:
        message satisfies never;
    }
  }

  cancelAll(): void {
    for (const drive of this.#drives.values()) drive.cancel();
  }

  #chosen(driveId: string | null): readonly DriveJob[] {
    if (driveId === null) return [...this.#drives.values()];
    const drive = this.#drives.get(driveId);
    return drive === undefined ? [] : [drive];
  }

  async #mayFinish(driveId: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const totalBytes = this.#feed.chunks.totalBytes;
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#permissions.set(driveId, { grant: resolve, refuse: reject });
      this.#send({
        type: 'prepared-to-finish',
        driveId,
        totalBytes,
        chunkTableSha256: this.#feed.chunks.digest(),
        blocks: blockSumsOf(this.#feed.chunks),
      });
    });
  }
}
