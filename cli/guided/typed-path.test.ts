import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typedPath } from './typed-path.ts';

const table: readonly (readonly [string, string])[] = [
  ['a.iso', 'a.iso'],
  ['  a b.iso ', 'a b.iso'],
  ["'/x/a b.iso' ", '/x/a b.iso'],
  ['"/x/a b.iso"', '/x/a b.iso'],
  ["'/x/it'\\''s.iso'", "/x/it's.iso"],
  ['/x/a\\ b\\(1\\).iso', '/x/a b(1).iso'],
  ['~/Downloads/a.iso', '/home/sato/Downloads/a.iso'],
  ['~', '/home/sato'],
  ['file:///x/a%20b.iso', '/x/a b.iso'],
  ['イメージ.iso', 'イメージ.iso'],
  ['   ', ''],
];
for (const [typed, path] of table) {
  test(`a path typed or dragged as ${JSON.stringify(typed)} means ${JSON.stringify(path)}`, () => {
    assert.equal(typedPath(typed, '/home/sato'), path);
  });
}
