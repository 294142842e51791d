// npm start: from a bare clone to the app. With arguments: the command line. Runs on any supported Node, before anything is installed.
import { ensureInstalled, runWithProjectNode } from './setup.mjs';

try {
  ensureInstalled();
  // stickwright.mjs builds by itself what is missing or stale.
  const given = process.argv.slice(2);
  if (given.length === 0)
    console.error('The app runs in your browser: there is no window of its own here. Open this address:');
  runWithProjectNode('stickwright.mjs', given.length === 0 ? ['serve'] : given);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
