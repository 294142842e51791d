import { access } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';
/** Nothing of the browser's own may go online. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why no browser test can run here, or null. */
export async function browserMissing(): Promise<string | null> {
  return await access(CHROMIUM).then(
    () => null,
    () => `needs ${CHROMIUM}`,
  );
}

/** A headless Chromium. Close it in `after`. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}
