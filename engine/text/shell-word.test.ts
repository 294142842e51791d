import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { it } from 'node:test';
import { shellWord } from './shell-word.ts';

it('a shell reads back exactly the text, whatever is in it', () => {
  for (const text of [
    'plain.iso',
    'a b',
    `it's "x"`,
    '$(touch pwned)',
    '`id`',
    '日本語.iso',
    'new\nline\t\x1b[31m',
    '',
    '~',
    '*',
    'back\\slash\n',
  ]) {
    const printed = execFileSync('/bin/bash', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' });
    assert.equal(printed, text);
  }
});

it('no control character reaches the terminal', () => {
  assert.doesNotMatch(shellWord('a\x1b[2Jb\r\n'), /\p{Cc}/u);
});
