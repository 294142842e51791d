import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ElevationFacts } from '../elevation.ts';
import { chooseLinuxElevation, hasNoNewPrivs } from './elevation.ts';

const FACTS: ElevationFacts = {
  isRoot: false,
  hasSudo: true,
  hasPkexec: true,
  canAskOnTerminal: false,
  hasDesktop: true,
  hasNoNewPrivs: false,
  sessionManager: null,
};

test('chooseLinuxElevation asks nobody where the program is root already, sandbox or not', () => {
  assert.equal(chooseLinuxElevation({ ...FACTS, isRoot: true, hasNoNewPrivs: true }).how, 'none');
});

test('chooseLinuxElevation asks on the terminal, else in the dialog of the desktop, else without a password', () => {
  assert.equal(chooseLinuxElevation({ ...FACTS, canAskOnTerminal: true }).how, 'sudo');
  assert.deepEqual(chooseLinuxElevation(FACTS), {
    how: 'pkexec',
    program: '/usr/bin/pkexec',
    args: ['--disable-internal-agent'],
    env: {},
    reason: '',
  });
  assert.equal(chooseLinuxElevation({ ...FACTS, hasDesktop: false }).how, 'sudo-without-password');
  assert.equal(chooseLinuxElevation({ ...FACTS, hasDesktop: false, hasSudo: false }).how, 'unavailable');
});

test('chooseLinuxElevation leaves a sandbox by the service manager of the user, and says so where there is none', () => {
  const sessionManager = { program: '/usr/bin/systemd-run', env: { XDG_RUNTIME_DIR: '/run/user/1000' } };
  const detour = chooseLinuxElevation({ ...FACTS, hasNoNewPrivs: true, canAskOnTerminal: true, sessionManager });
  assert.equal(detour.how, 'pkexec');
  assert.equal(detour.program, '/usr/bin/systemd-run');
  assert.deepEqual(detour.args.slice(-3), ['--', '/usr/bin/pkexec', '--disable-internal-agent']);
  assert.deepEqual(detour.env, { XDG_RUNTIME_DIR: '/run/user/1000' });
  const none = chooseLinuxElevation({ ...FACTS, hasNoNewPrivs: true });
  assert.equal(none.how, 'unavailable');
  assert.match(none.reason, /sandbox/);
});

test('hasNoNewPrivs reads the line of the kernel and nothing like it', () => {
  assert.equal(hasNoNewPrivs('Name:\tnode\nNoNewPrivs:\t1\nSeccomp:\t0\n'), true);
  assert.equal(hasNoNewPrivs('Name:\tnode\nNoNewPrivs:\t0\nSeccomp:\t0\n'), false);
  assert.equal(hasNoNewPrivs('Name:\tNoNewPrivs: 1 x\n'), false);
  assert.equal(hasNoNewPrivs(''), false);
});
