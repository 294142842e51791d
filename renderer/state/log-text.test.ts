import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logText } from './log-text.ts';

test('a line of the log is readable, and one that was cut off is shown as it is', () => {
  const line = {
    at: '2026-11-25T12:00:01.250Z',
    level: 'error',
    proc: 'host',
    op: 'job',
    message: 'write ended: failed',
  };
  assert.equal(
    logText([JSON.stringify(line), JSON.stringify({ ...line, proc: 'page' }), '{"at":"2026', 'null', '"text"']),
    [
      '2026-11-25 12:00:01 error job: write ended: failed',
      '2026-11-25 12:00:01 error page job: write ended: failed',
      '{"at":"2026',
      'null',
      '"text"',
    ].join('\n'),
  );
});
