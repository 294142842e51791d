import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnPage, ownPath } from './own-page.ts';

test('only addresses of the page itself are ours', () => {
  assert.equal(ownPath('app://bundle/index.html'), '/index.html');
  assert.equal(ownPath('app://bundle/assets/a.js?x#y'), '/assets/a.js');
  for (const foreign of [
    'app://bundle.example.org/index.html',
    'app://bundle@example.org/index.html',
    'app://user:word@bundle/index.html',
    'app://bundle:80/index.html',
    'apps://bundle/index.html',
    'https://bundle/index.html',
    'file:///index.html',
    'about:blank',
    'data:text/html,app://bundle/index.html',
    'index.html',
    '',
  ]) {
    assert.equal(ownPath(foreign), null, foreign);
  }
});

test('a message counts only from the page at the top that is still there', () => {
  const own = { url: 'app://bundle/index.html', parent: null, detached: false };
  assert.equal(isOwnPage(own), true);
  assert.equal(isOwnPage({ ...own, url: 'app://bundle/index.html#drives' }), true);
  assert.equal(isOwnPage(null), false);
  assert.equal(isOwnPage({ ...own, detached: true }), false);
  assert.equal(isOwnPage({ ...own, url: 'app://bundle/gallery.html' }), false);
});
