// npm start: from a bare clone to the guided mode. Runs on any supported Node, before anything is installed.
import { ensureInstalled, runWithProjectNode } from './setup.mjs';

try {
  ensureInstalled();
  // stickwright.mjs builds by itself what is missing or stale.
  runWithProjectNode('stickwright.mjs', process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
