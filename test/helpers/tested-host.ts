/** Through which host a run of the browser tests reaches the page: the web host, or the window on the stand-in for Electron. */
export type TestedHost = 'web' | 'window';

/** Chosen by scripts/test.mjs, for a whole group of tests. */
export const testedHost: TestedHost = process.env['STICKWRIGHT_TEST_HOST'] === 'window' ? 'window' : 'web';
