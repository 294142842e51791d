import type { WebSocket } from 'ws';
import type { Client, Session } from '#engine/index.ts';
import { settle } from '#host/settle.ts';
import type { Unsubscribe } from '#contract/host.ts';
import { CLOSE_PROTOCOL, CLOSE_SLOW, SOCKET_VERSION, type ToHost, type ToPage } from '#contract/socket.ts';
import { toHostSchema } from '#contract/socket-schema.ts';
import type { TopicName } from '#contract/topics.ts';

export interface LineLimits {
  /** Requests of one page that are not answered yet. */
  readonly openCallsMax: number;
  /** Topics one page listens to. */
  readonly listenersMax: number;
  /** Unsent bytes from which a page gets no more events, until they are gone. */
  readonly backlogBytes: number;
  /** A page that took nothing for this long is let go. */
  readonly slowMs: number;
  /** How often a silent page is asked whether it is there. */
  readonly pingMs: number;
}

export const LINE_LIMITS: LineLimits = {
  openCallsMax: 64,
  listenersMax: 16,
  backlogBytes: 1024 * 1024,
  slowMs: 30_000,
  pingMs: 15_000,
};

interface Listener {
  readonly topic: TopicName;
  stop: Unsubscribe;
  /** Events were left out: it needs the whole state again. */
  isBehind: boolean;
}

const LOOK_MS = 250;

/** One page's line: calls and events of the contract as JSON, with bounds on what a page can make the host keep. */
export class SocketLine {
  readonly #socket: WebSocket;
  readonly #session: Session;
  readonly #client: Client;
  readonly #limits: LineLimits;
  readonly #listeners = new Map<number, Listener>();
  readonly #timers: readonly NodeJS.Timeout[];
  #openCalls = 0;
  #isAlive = true;
  #behindSinceMs: number | null = null;

  constructor(socket: WebSocket, session: Session, options: { readonly client: Client; readonly limits: LineLimits }) {
    this.#socket = socket;
    this.#session = session;
    this.#client = options.client;
    this.#limits = options.limits;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', () => socket.terminate()); // bad frames, too long messages: told by its close
    socket.on('close', () => this.#end());
    this.#timers = [
      setInterval(() => this.#catchUp(), LOOK_MS).unref(),
      setInterval(() => this.#ping(), this.#limits.pingMs).unref(),
    ];
    this.#send({ type: 'welcome', version: SOCKET_VERSION, abilities: session.abilities });
  }

  #receive(data: unknown, isBinary: boolean): void {
    const message = isBinary ? null : parsed(data);
    if (message === null) {
      this.#socket.close(CLOSE_PROTOCOL, 'not understood');
      return;
    }
    switch (message.type) {
      case 'call':
        this.#openCalls += 1;
        if (this.#openCalls > this.#limits.openCallsMax) this.#socket.close(CLOSE_PROTOCOL, 'too many calls');
        else void this.#call(message).finally(() => this.#closeCall());
        break;
      case 'listen':
        this.#listen(message.id, message.topic);
        break;
      case 'unlisten':
        this.#listeners.get(message.id)?.stop();
        this.#listeners.delete(message.id);
        break;
      default:
        message satisfies never;
    }
  }

  #closeCall(): void {
    this.#openCalls -= 1;
  }

  async #call({ id, method, params }: Extract<ToHost, { readonly type: 'call' }>): Promise<void> {
    const settled = await settle(method, () => this.#session.call(method, params ?? null, this.#client));
    if (settled.isOk) this.#send({ type: 'result', id, result: settled.result });
    else this.#send({ type: 'failed', id, failure: settled.failure });
  }

  #listen(id: number, topic: TopicName): void {
    if (this.#listeners.has(id) || this.#listeners.size >= this.#limits.listenersMax) {
      this.#socket.close(CLOSE_PROTOCOL, 'too many topics');
      return;
    }
    const listener: Listener = { topic, stop: () => {}, isBehind: false };
    this.#listeners.set(id, listener);
    this.#start(id, listener);
  }

  /** Begins with the whole state: what was left out does not matter then. */
  #start(id: number, listener: Listener): void {
    listener.isBehind = false;
    listener.stop = this.#session.listen(listener.topic, (event) => {
      if (this.#socket.bufferedAmount <= this.#limits.backlogBytes) {
        this.#send({ type: 'event', id, event });
        return;
      }
      listener.stop();
      listener.isBehind = true;
      this.#behindSinceMs ??= performance.now();
    });
  }

  /** Goes on with listeners that were left behind, once the page has taken what was sent. */
  #catchUp(): void {
    if (this.#behindSinceMs === null) return;
    if (this.#socket.bufferedAmount > this.#limits.backlogBytes / 4) {
      if (performance.now() - this.#behindSinceMs > this.#limits.slowMs) this.#drop();
      return;
    }
    this.#behindSinceMs = null;
    for (const [id, listener] of this.#listeners) if (listener.isBehind) this.#start(id, listener);
  }

  #ping(): void {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** A page that takes nothing does not take the goodbye either. */
  #drop(): void {
    this.#socket.close(CLOSE_SLOW, 'too slow');
    this.#socket.terminate();
  }

  #send(message: ToPage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const { stop } of this.#listeners.values()) stop();
    this.#listeners.clear();
  }
}

function parsed(data: unknown): ToHost | null {
  try {
    const result = toHostSchema.safeParse(JSON.parse(String(data)));
    return result.success ? result.data : null;
  } catch {
    return null; // not JSON: answered by closing the line
  }
}
