import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadBounds, openingBounds, saveBounds } from './window-bounds.ts';

const SCREEN = { x: 0, y: 25, width: 1920, height: 1015 };
const SAVED = { x: 100, y: 50, width: 900, height: 700, isMaximized: false };

test('a first start is in the middle, no larger than the screen and never too small to use', () => {
  assert.deepEqual(openingBounds(null, [SCREEN]), { width: 1000, height: 720 });
  assert.deepEqual(openingBounds(null, [{ x: 0, y: 0, width: 800, height: 600 }]), { width: 800, height: 600 });
  assert.deepEqual(openingBounds(null, [{ x: 0, y: 0, width: 320, height: 200 }]), { width: 760, height: 560 });
  assert.deepEqual(openingBounds(null, []), { width: 1000, height: 720 });
});

test('it opens where it was, also on a second screen', () => {
  const { isMaximized, ...bounds } = SAVED;
  assert.equal(isMaximized, false);
  assert.deepEqual(openingBounds(SAVED, [SCREEN]), bounds);
  const left = { x: -1280, y: 0, width: 1280, height: 1024 };
  assert.deepEqual(openingBounds({ ...SAVED, x: -1000 }, [SCREEN, left]), { ...bounds, x: -1000 });
});

test('a place whose title bar no screen shows is forgotten, the size is kept', () => {
  for (const place of [{ x: 5000 }, { x: -850 }, { y: 1030 }, { y: 0 }, { x: 1900 }]) {
    assert.deepEqual(
      openingBounds({ ...SAVED, ...place }, [SCREEN]),
      { width: 900, height: 700 },
      JSON.stringify(place),
    );
  }
});

test('a damaged or strange file means a first start', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-bounds-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  assert.equal(await loadBounds(folder), null);
  await saveBounds(folder, SAVED);
  assert.deepEqual(await loadBounds(folder), SAVED);
  for (const content of [
    '',
    '{',
    '[]',
    '{"x":1}',
    JSON.stringify({ ...SAVED, width: -5 }),
    JSON.stringify({ ...SAVED, x: 1e9 }),
  ]) {
    await writeFile(join(folder, 'window.json'), content);
    assert.equal(await loadBounds(folder), null, content);
  }
});
