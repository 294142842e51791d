import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { stagePage } from './stage-page.mjs';

test('the page goes with all it loads, directly or not, and without older builds and source maps', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-page-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const from = path.join(folder, 'renderer');
  mkdirSync(path.join(from, 'assets'), { recursive: true });
  const files = {
    'index.html': '<script src="./assets/index-new1.js"></script>',
    'assets/index-new1.js': 'import("./late-new2.js"); //# sourceMappingURL=index-new1.js.map',
    'assets/late-new2.js': 'url(sign-new3.svg)',
    'assets/sign-new3.svg': '<svg/>',
    'assets/index-new1.js.map': '{}',
    'assets/index-old1.js': 'import("./late-new2.js")',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(from, name), text);
  const to = path.join(folder, 'page');
  stagePage({ from, to });
  stagePage({ from, to });
  const staged = readdirSync(to, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'));
  assert.deepEqual(
    staged.sort(),
    ['assets/index-new1.js', 'assets/late-new2.js', 'assets/sign-new3.svg', 'index.html'].map(path.normalize),
  );
});
