import { ENTER_PATH, KEY_HEADER, SESSION_PATH } from '#contract/socket.ts';

const STORED_KEY = 'stickwright.key';

/**
 * The key that lets this page in, or null: then only the address from the terminal helps. Takes a token out of the
 * address so that it is in no history and no screenshot; a used one does not harm where a key is stored already.
 */
export async function enter(): Promise<string | null> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    const response = await fetch(ENTER_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const key = response.ok ? keyOf(await response.json()) : null;
    if (key !== null) {
      localStorage.setItem(STORED_KEY, key);
      return key;
    }
  }
  const stored = localStorage.getItem(STORED_KEY);
  return stored !== null && (await isKnown(stored)) === 'known' ? stored : null;
}

/** Whether the host knows the key; `unreachable`: there is no answer. */
export async function isKnown(key: string): Promise<'known' | 'unknown' | 'unreachable'> {
  try {
    const response = await fetch(SESSION_PATH, { headers: { [KEY_HEADER]: key }, cache: 'no-store' });
    if (response.ok) return 'known';
    return response.status === 403 ? 'unknown' : 'unreachable';
  } catch {
    return 'unreachable'; // the host is gone: its line tells the same
  }
}

function keyOf(body: unknown): string | null {
  return typeof body === 'object' && body !== null && 'key' in body && typeof body.key === 'string' ? body.key : null;
}
