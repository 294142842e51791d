import type { App, Session, WebContents } from 'electron';
import { APP_ORIGIN, ownPath, PAGE_ADDRESS } from './own-page.ts';

/** The page may write to the clipboard (copy buttons); nobody may do anything else. */
const PERMITTED = 'clipboard-sanitized-write';

/** Denies every permission, device and foreign address to what runs in the window. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, ...[decide, { requestingUrl, isMainFrame }]) => {
    decide(permission === PERMITTED && isMainFrame && ownPath(requestingUrl) !== null);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === PERMITTED && origin.replace(/\/$/u, '') === APP_ORIGIN,
  );
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false); // it would fetch dictionaries
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isLocal(url) }));
}

/** Our page, what it made itself, and the developer tools of an unpackaged app. */
function isLocal(url: string): boolean {
  return ownPath(url) !== null || /^(?:data|devtools):|^blob:app:\/\/bundle\//u.test(url);
}

/** No window of the app ever shows anything but our page, and none opens another one. */
export function guardContents(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => guardOne(contents));
}

function guardOne(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    // loading itself again is all the page may do
    const isReload = event.isMainFrame && event.url.split('#')[0] === PAGE_ADDRESS;
    if (!isReload) event.preventDefault();
  });
}
