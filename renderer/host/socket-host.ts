import type { Abilities, ConnectionState, PickedFile, Unsubscribe } from '#contract/host.ts';
import {
  CLOSE_REFUSED,
  KEY_HEADER,
  SOCKET_KEY_PREFIX,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
  SOCKET_VERSION,
  type ToHost,
  type ToPage,
  UPLOAD_PATH,
} from '#contract/socket.ts';
import type { TopicName } from '#contract/topics.ts';
import { isKnown } from './enter.ts';
import { CallError, failureOf, hostLost, type PageHost } from './page-host.ts';

const RETRY_MS = 2000;
const RELOADED = 'stickwright.reloadedForVersion';

interface PendingCall {
  readonly operation: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: CallError) => void;
}
interface Listening {
  readonly topic: TopicName;
  readonly onEvent: (event: unknown) => void;
}

/**
 * The line to the web host (contract/socket.ts). Resolves at the host's welcome, or with null where it refuses this
 * page. A line that breaks is tried again every 2 s; topics are listened to anew by themselves.
 */
export async function openSocketHost(key: string): Promise<PageHost | null> {
  const line = new SocketLine(key);
  const abilities = await line.opened;
  if (abilities === null) return null;
  return {
    abilities,
    // The host checks parameters and answers by the same contract: types hold on both ends of the line.
    call: (method, params) => line.call(method, params) as Promise<never>,
    listen: (topic, onEvent) => line.listen({ topic, onEvent: onEvent as (event: unknown) => void }),
    takeFile: (file) => upload(file, key),
    onConnection: (listener) => line.onConnection(listener),
    reconnect: () => line.reconnect(),
    close: () => line.close(),
  };
}

class SocketLine {
  /** Abilities from the first welcome; null when the page is refused before. */
  readonly opened: Promise<Abilities | null>;
  readonly #key: string;
  readonly #calls = new Map<number, PendingCall>();
  readonly #topics = new Map<number, Listening>();
  readonly #watchers = new Set<(state: ConnectionState) => void>();
  #socket: WebSocket | null = null;
  #state: ConnectionState = 'lost';
  #nextId = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #resolveOpened: (abilities: Abilities | null) => void = () => undefined;

  constructor(key: string) {
    this.#key = key;
    this.opened = new Promise((resolve) => {
      this.#resolveOpened = resolve;
    });
    this.#connect();
  }

  call(method: string, params: unknown): Promise<unknown> {
    if (this.#state !== 'connected') return Promise.reject(new CallError(hostLost(method)));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#calls.set(id, { operation: method, resolve, reject });
      this.#send({ type: 'call', id, method, params });
    });
  }

  listen(listening: Listening): Unsubscribe {
    const id = this.#nextId++;
    this.#topics.set(id, listening);
    if (this.#state === 'connected') this.#send({ type: 'listen', id, topic: listening.topic });
    return () => {
      if (this.#topics.delete(id) && this.#state === 'connected') this.#send({ type: 'unlisten', id });
    };
  }

  onConnection(listener: (state: ConnectionState) => void): Unsubscribe {
    this.#watchers.add(listener);
    queueMicrotask(() => this.#watchers.has(listener) && listener(this.#state));
    return () => this.#watchers.delete(listener);
  }

  reconnect(): void {
    if (this.#socket === null && this.#state === 'lost') this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${SOCKET_PATH}`;
    const socket = new WebSocket(address, [SOCKET_PROTOCOL, SOCKET_KEY_PREFIX + this.#key]);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as ToPage));
    socket.addEventListener('close', ({ code }) => void this.#closed(code));
  }

  #send(message: ToHost): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #receive(message: ToPage): void {
    switch (message.type) {
      case 'welcome':
        if (message.version !== SOCKET_VERSION && sessionStorage.getItem(RELOADED) !== String(message.version)) {
          sessionStorage.setItem(RELOADED, String(message.version));
          location.reload();
          return;
        }
        this.#resolveOpened(message.abilities);
        this.#change('connected');
        for (const [id, { topic }] of this.#topics) this.#send({ type: 'listen', id, topic });
        return;
      case 'event':
        this.#topics.get(message.id)?.onEvent(message.event);
        return;
      case 'result':
        this.#settle(message.id)?.resolve(message.result);
        return;
      case 'failed':
        this.#settle(message.id)?.reject(new CallError(message.failure));
        return;
      default:
        message satisfies never;
    }
  }

  #settle(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }

  async #closed(code: number): Promise<void> {
    this.#socket = null;
    for (const [, { operation, reject }] of this.#calls) reject(new CallError(hostLost(operation)));
    this.#calls.clear();
    if (this.#isClosed) return;
    if (this.#state === 'connected') this.#change('lost');
    const isRefused = code === CLOSE_REFUSED || (await isKnown(this.#key)) === 'unknown';
    if (isRefused) {
      this.#resolveOpened(null);
      this.#change('refused');
      return;
    }
    this.#timer = setTimeout(() => this.#connect(), RETRY_MS);
  }

  #change(state: ConnectionState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}

/** Copies a file to the host; a copy that was stopped or replaced (409) ends well. */
async function upload(file: PickedFile, key: string): Promise<void> {
  const operation = 'upload';
  if (!(file instanceof Blob)) throw new CallError(failureOf(new TypeError('Not a file of the page'), operation));
  let response: Response;
  try {
    response = await fetch(`${UPLOAD_PATH}?name=${encodeURIComponent(file.name)}`, {
      method: 'PUT',
      headers: { [KEY_HEADER]: key },
      body: file,
    });
  } catch {
    throw new CallError(hostLost(operation));
  }
  if (response.ok) return;
  const body: unknown = await response.json().catch(() => null);
  if (response.status === 409 && body === null) return;
  const reason = Object.assign(new Error(`The copy was refused (${response.status})`), body);
  throw new CallError(failureOf(reason, operation));
}
