import type { WebFrameMain } from 'electron';

export const APP_SCHEME = 'app';
const APP_HOST = 'bundle';
/** Origin of the page; nothing else is ever loaded. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const PAGE_ADDRESS = `${APP_ORIGIN}/index.html`;

/** The path of an address of ours, null for every other one. */
export function ownPath(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host, pathname, username, password } = new URL(address);
  const isOwn = protocol === `${APP_SCHEME}:` && host === APP_HOST && username === '' && password === '';
  return isOwn ? pathname : null;
}

/** Whether a message comes from our page itself: no frame within it, no other page, no page that is gone. */
export function isOwnPage(frame: Pick<WebFrameMain, 'parent' | 'url' | 'detached'> | null): boolean {
  return frame !== null && !frame.detached && frame.parent === null && ownPath(frame.url) === '/index.html';
}
