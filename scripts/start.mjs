// npm start: from a bare clone to the app, in a window where one can be opened, else in the browser. With arguments: the
// command line. Runs on any supported Node, before anything is installed.
import { electronProgram, whyNoWindow } from './find-electron.mjs';
import { ensureInstalled, runWithProjectNode } from './setup.mjs';

try {
  ensureInstalled();
  // what is started builds by itself what is missing or stale
  const given = process.argv.slice(2);
  if (given.length > 0) runWithProjectNode('stickwright.mjs', given);
  else start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function start() {
  const isRoot = process.getuid?.() === 0;
  const why = whyNoWindow({ program: electronProgram(), platform: process.platform, env: process.env, isRoot });
  if (why === null) {
    runWithProjectNode('open-window.mjs', []);
    return;
  }
  console.error(`The app runs in your browser, as ${why}. Open this address:`);
  runWithProjectNode('stickwright.mjs', ['serve']);
}
