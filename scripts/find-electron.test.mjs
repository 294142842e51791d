import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { electronProgram, whyNoWindow } from './find-electron.mjs';

const here = {
  program: '/e/electron',
  platform: /** @type {const} */ ('linux'),
  env: { DISPLAY: ':0' },
  isRoot: false,
};

test('a window needs the program, on Linux a display and an ordinary user too', () => {
  assert.equal(whyNoWindow(here), null);
  assert.equal(whyNoWindow({ ...here, env: { WAYLAND_DISPLAY: 'wayland-0' } }), null);
  assert.match(whyNoWindow({ ...here, program: null }) ?? '', /Electron is not installed/);
  assert.match(whyNoWindow({ ...here, env: {} }) ?? '', /no display/);
  assert.match(whyNoWindow({ ...here, isRoot: true }) ?? '', /root/);
  assert.equal(whyNoWindow({ ...here, platform: 'darwin', env: {}, isRoot: true }), null);
});

test('the program is looked for, never downloaded', (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-electron-'));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.equal(electronProgram({ ELECTRON_OVERRIDE_DIST_PATH: folder }), null);
  writeFileSync(path.join(folder, 'electron'), '');
  assert.equal(electronProgram({ ELECTRON_OVERRIDE_DIST_PATH: folder }), path.join(folder, 'electron'));
});
