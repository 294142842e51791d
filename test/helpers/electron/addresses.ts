/** Chromium alone does not know the app's scheme: there the page has a name below `localhost`, which is as trusted. */
const IN_CHROMIUM = 'http://bundle.app.localhost';
const IN_ELECTRON = 'app://bundle';

/** An address as Electron writes it. */
export function electronAddress(address: string): string {
  return address.replace(IN_CHROMIUM, IN_ELECTRON);
}

/** An address that the browser of the stand-in opens. */
export function chromiumAddress(address: string): string {
  return address.replace(IN_ELECTRON, IN_CHROMIUM);
}

export function isAppAddress(address: string): boolean {
  return address.startsWith(`${IN_CHROMIUM}/`);
}
