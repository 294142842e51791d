import type { Abilities } from './host.ts';
import type { AppFailure } from './errors.ts';
import type { TopicName } from './topics.ts';

/**
 * The web host's line, one JSON message a WebSocket text frame.
 *
 * How a page gets in, all on its own origin:
 *   1. The terminal shows `http://127.0.0.1:PORT/#token=TOKEN`. The page and its files are public; nothing else is.
 *   2. `POST /enter` with JSON `{"token": TOKEN}` → 200 `{"key": KEY}` and an HttpOnly, SameSite=Strict cookie. A token
 *      is good once; 403 afterwards. The page takes it out of the address and keeps KEY in localStorage.
 *   3. Every request needs cookie *and* key: a browser sends cookies to every port of a computer, where another user's
 *      server may listen; localStorage belongs to one port.
 *      `GET /session` with header `x-stickwright-key` → 204, or 403: ask for the address from the terminal.
 *   4. WebSocket `/socket` with the subprotocols `stickwright` and `key.KEY`; the answer is `stickwright`.
 *   5. `PUT /upload?name=NAME` with header `x-stickwright-key` and the bytes → 204 once the copy is complete; 409 when
 *      it was replaced or stopped; otherwise JSON `{"failure": AppFailure}`.
 * Reload and a second window of the same browser get in by 3 alone, also with the used address. For another browser the
 * terminal shows a new address whenever one was used.
 */
export const SOCKET_PROTOCOL = 'stickwright';
export const SOCKET_KEY_PREFIX = 'key.';
export const KEY_HEADER = 'x-stickwright-key';
export const ENTER_PATH = '/enter';
export const SESSION_PATH = '/session';
export const SOCKET_PATH = '/socket';
export const UPLOAD_PATH = '/upload';

/** Raised with any change that a page of an older build would not understand; such a page reloads itself. */
export const SOCKET_VERSION = 1;

/** Page → host. `id` is the page's own number, unique on its line. */
export type ToHost =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly type: 'listen'; readonly id: number; readonly topic: TopicName }
  | { readonly type: 'unlisten'; readonly id: number };

/** Host → page. `welcome` comes first. `event.id` is that of its `listen`. */
export type ToPage =
  | { readonly type: 'welcome'; readonly version: number; readonly abilities: Abilities }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: AppFailure }
  | { readonly type: 'event'; readonly id: number; readonly event: unknown };

/** Close codes. 4001: the key is not known (host restarted). 4002: a message was not understood. 4003: too slow. */
export const CLOSE_REFUSED = 4001;
export const CLOSE_PROTOCOL = 4002;
export const CLOSE_SLOW = 4003;
