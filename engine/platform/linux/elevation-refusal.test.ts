import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linuxRefusal } from './elevation-refusal.ts';

const NOT_AUTHORISED = 'Error executing command as another user: Not authorized\n\nThis incident has been reported.\n';
const NO_AGENT = 'Error executing command as another user: No authentication agent found.\n';

test('linuxRefusal tells a dismissed dialog and a wrong password from a system that cannot ask (pkexec 122)', () => {
  assert.equal(refusal('pkexec', 126, 'Error executing command as another user: Request dismissed\n').kind, 'denied');
  assert.equal(refusal('pkexec', 127, NOT_AUTHORISED).kind, 'denied');
  assert.deepEqual(refusal('pkexec', 127, NO_AGENT), { kind: 'unavailable', reason: 'No authentication agent found' });
  assert.equal(refusal('pkexec', 127, 'pkexec must be setuid root\n').kind, 'unavailable');
  assert.equal(refusal('pkexec', 127, 'Error getting authority: Could not connect\n').kind, 'unavailable');
  assert.equal(refusal('pkexec', null, '').kind, 'unavailable');
});

test('linuxRefusal takes any other code for the end of the worker, who had its rights', () => {
  for (const code of [0, 1, 2, 9, 70, 134]) assert.equal(refusal('pkexec', code, '').kind, 'lost');
  for (const code of [0, 2, 9, 70, 134]) assert.equal(refusal('sudo', code, '').kind, 'lost');
});

test('linuxRefusal tells a wrong password at the terminal from a person who may not ask (sudo 1.9.13)', () => {
  assert.equal(refusal('sudo', 1, 'sudo: 3 incorrect password attempts\n').kind, 'denied');
  const sandbox = 'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.\n';
  assert.equal(refusal('sudo', 1, sandbox).kind, 'unavailable');
  assert.equal(refusal('sudo', 1, 'nobody is not in the sudoers file.\n').kind, 'unavailable');
  assert.equal(refusal('sudo-without-password', 1, 'sudo: a password is required\n').kind, 'unavailable');
});

test('linuxRefusal has a reason even where the program said nothing', () => {
  assert.equal(refusal('pkexec', 127, ' \n').reason, 'pkexec ended with 127');
});

function refusal(how: 'pkexec' | 'sudo' | 'sudo-without-password', exitCode: number | null, stderr: string) {
  return linuxRefusal(how, { exitCode, signal: null, stderr });
}
