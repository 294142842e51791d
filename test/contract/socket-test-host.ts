import { WebSocket } from 'ws';
import type { AppFailure } from '#contract/errors.ts';
import type { Abilities, Host, PickedFile } from '#contract/host.ts';
import {
  ENTER_PATH,
  KEY_HEADER,
  SOCKET_KEY_PREFIX,
  SOCKET_PATH,
  SOCKET_PROTOCOL,
  type ToHost,
  type ToPage,
  UPLOAD_PATH,
} from '#contract/socket.ts';

/** What a browser holds after it was let in. */
export interface Pass {
  readonly origin: string;
  readonly key: string;
  readonly cookie: string;
}

class HostFailure extends Error {
  readonly failure: AppFailure;
  constructor(failure: AppFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Uses an address up, as a page does. */
export async function enter(url: string): Promise<Pass> {
  const { origin, hash } = new URL(url);
  const response = await fetch(`${origin}${ENTER_PATH}`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice('#token='.length) }),
  });
  if (!response.ok) throw new Error(`Not let in: ${response.status}`);
  const { key } = (await response.json()) as { key: string };
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { origin, key, cookie };
}

export function openSocket({ origin, key, cookie }: Pass): WebSocket {
  const url = `${origin.replace('http:', 'ws:')}${SOCKET_PATH}`;
  return new WebSocket(url, [SOCKET_PROTOCOL, `${SOCKET_KEY_PREFIX}${key}`], { headers: { origin, cookie } });
}

/** The web host's line as a `Host`, spoken as contract/socket.ts says. */
export async function socketTestHost(pass: Pass): Promise<Host> {
  const socket = openSocket(pass);
  const calls = new Map<number, { resolve: (result: unknown) => void; reject: (thrown: Error) => void }>();
  const listeners = new Map<number, (event: never) => void>();
  let nextId = 1;
  const send = (message: ToHost) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const abilities = await new Promise<Abilities>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ToPage;
      if (message.type === 'welcome') resolve(message.abilities);
      if (message.type === 'result') calls.get(message.id)?.resolve(message.result);
      if (message.type === 'failed') calls.get(message.id)?.reject(new HostFailure(message.failure));
      if (message.type === 'event') listeners.get(message.id)?.(message.event as never);
    });
  });
  return {
    abilities,
    call: (method, params) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        calls.set(id, { resolve: resolve as (result: unknown) => void, reject });
        send({ type: 'call', id, method, params });
      }),
    listen: (topic, onEvent) => {
      const id = nextId++;
      listeners.set(id, onEvent as (event: never) => void);
      send({ type: 'listen', id, topic });
      return () => {
        listeners.delete(id);
        send({ type: 'unlisten', id });
      };
    },
    takeFile: async (file: PickedFile) => {
      const { origin, key, cookie } = pass;
      const response = await fetch(`${origin}${UPLOAD_PATH}?name=${encodeURIComponent(file.name)}`, {
        method: 'PUT',
        headers: { origin, cookie, [KEY_HEADER]: key },
        body: file as File,
      });
      if (!response.ok) throw new Error(`Upload answered ${response.status}`);
    },
    onConnection: (listener) => {
      const timer = setImmediate(() => listener('connected'));
      return () => clearImmediate(timer);
    },
    close: () => {
      listeners.clear();
      socket.close();
    },
  };
}
