import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argumentsOf, decodeScript, literalOf } from '#test/helpers/windows-words.ts';
import { windowsCommandLine } from './command-line.ts';
import { powerShellLiteral } from './power-shell.ts';
import { systemRoot } from './system-root.ts';
import { asWindowsAdministrator, uacCommand } from './uac-command.ts';

/** Text that PowerShell, cmd or the runtime's own splitting would read as something else than text. */
const HOSTILE: readonly string[] = [
  'C:\\Program Files\\Stickwright\\resources\\helper\\stickwright-worker.exe',
  `it's`,
  'it\u2019s \u2018typographic\u201b \u201a',
  `'; Remove-Item C:\\ -Recurse; '`,
  '"x"',
  'ends with \\',
  'ends with \\\\" quote',
  '\\\\server\\share\\a b\\',
  '$(touch pwned) $env:PATH `n',
  '%PATH%',
  '^&|<>',
  'line\r\nbreak',
  'tab\there',
  '日本語 😀',
  '',
  '-Verb',
];

test('windowsCommandLine gives back exactly the words that it was made of', () => {
  for (const word of HOSTILE) assert.deepEqual(argumentsOf(windowsCommandLine([word])), [word], word);
  assert.deepEqual(argumentsOf(windowsCommandLine(HOSTILE)), HOSTILE);
});

test('powerShellLiteral is one literal to its last character, whatever marks are in it', () => {
  for (const word of HOSTILE) {
    const literal = powerShellLiteral(word);
    assert.deepEqual(literalOf(literal, 0), { text: word, end: literal.length }, word);
  }
  assert.throws(() => powerShellLiteral('a\0b'), /NUL/);
  assert.throws(() => windowsCommandLine(['a\0b']), /NUL/);
});

test('uacCommand carries program and arguments unchanged, out of reach of shell and command line', () => {
  for (const word of HOSTILE) {
    const command = uacCommand('C:\\Windows', [word, 'worker', '--channel', word]);
    const [program, ...args] = command;
    assert.equal(program, 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    for (const argument of args) assert.match(argument, /^[-A-Za-z0-9+/=]+$/);
    const { fileName, arguments: line } = decodeScript(args);
    assert.equal(fileName, word);
    assert.deepEqual(argumentsOf(line), ['worker', '--channel', word]);
  }
});

test('asWindowsAdministrator is one line of PowerShell in which nothing is expanded', () => {
  for (const word of HOSTILE) {
    const line = asWindowsAdministrator([word, 'write', word]);
    const program = literalOf(line, line.indexOf(powerShellLiteral(word)));
    assert.equal(program.text, word);
    const rest = literalOf(line, program.end + ' -ArgumentList '.length);
    assert.deepEqual(argumentsOf(rest.text), ['write', word]);
    assert.equal(rest.end, line.length);
  }
});

test('systemRoot takes no folder of the network and nothing relative from the environment', () => {
  assert.equal(systemRoot({ SystemRoot: 'D:\\WINNT' }), 'D:\\WINNT');
  for (const told of ['\\\\evil\\share', 'C:', '..\\x', 'C:\\a\\b', 'C:\\Windows" & calc', '']) {
    assert.equal(systemRoot({ SystemRoot: told }), 'C:\\Windows');
  }
  assert.equal(systemRoot({}), 'C:\\Windows');
});
