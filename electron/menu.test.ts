import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '#contract/ipc.ts';
import { menuTemplate } from './menu.ts';
import { en } from './text/en.ts';
import { ja } from './text/ja.ts';

const PLATFORMS = ['linux', 'win32', 'darwin'] as const;

function itemsOf(template: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

for (const platform of PLATFORMS) {
  test(`every item has words of its own, in both languages (${platform})`, () => {
    for (const words of [en, ja]) {
      const items = itemsOf(menuTemplate({ platform, words, send: () => {} }));
      for (const item of items) {
        assert.ok(item.type === 'separator' || (item.label ?? '') !== '', JSON.stringify(item));
        if (words === ja) assert.doesNotMatch(item.label?.replace(/Stickwright|URL/u, '') ?? '', /[A-Za-z]{3}/u);
      }
    }
  });

  test(`no item starts a write, and no key acts twice (${platform})`, () => {
    const sent: Command[] = [];
    const items = itemsOf(menuTemplate({ platform, words: en, send: (command) => sent.push(command) }));
    for (const { click } of items) if (click !== undefined) Reflect.apply(click, null, []);
    const names = [...new Set(sent.map(({ name }) => name))].sort();
    assert.deepEqual(names, ['catalogue', 'choose-file', 'drives', 'from-url', 'go', 'rescan', 'review', 'stop']);
    const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
    assert.equal(new Set(keys).size, keys.length, keys.join(' '));
    for (const item of items) if (item.accelerator !== undefined) assert.equal(item.registerAccelerator, false);
  });
}

test('macOS has its own first menu, where settings and quitting are; elsewhere they are in the file menu', () => {
  const labels = (platform: NodeJS.Platform) =>
    menuTemplate({ platform, words: en, send: () => {} }).map((item) => [
      item.label,
      Array.isArray(item.submenu) ? item.submenu.flatMap(({ role }) => role ?? []) : [],
    ]);
  assert.deepEqual(labels('darwin')[0], ['Stickwright', ['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit']]);
  assert.deepEqual(labels('darwin')[1], ['File', ['close']]);
  assert.deepEqual(labels('linux')[0], ['File', ['quit']]);
  // without these, a text field on macOS takes no ⌘C and ⌘V
  assert.deepEqual(labels('darwin')[2], ['Edit', ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']]);
});
