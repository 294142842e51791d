import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDependencies } from './check-dependencies.mjs';

/** @param {Record<string, string>} files */
const check = (files) => checkDependencies(new Map(Object.entries(files)));

describe('checkDependencies', () => {
  test('accepts a host that imports the contract and the engine index', () => {
    const problems = check({
      'contract/drive.ts': "import { z } from 'zod';",
      'engine/index.ts': "import type { Drive } from '#contract/drive.ts';",
      'cli/main.ts': "import '#contract/drive.ts'; import '#engine/index.ts'; import 'node:fs';",
    });
    assert.deepEqual(problems, []);
  });

  test('refuses a host that reaches past the engine index, even for a type', () => {
    const problems = check({
      'engine/job/states.ts': '',
      'cli/main.ts': "\nimport type { State } from '#engine/job/states.ts';",
    });
    assert.deepEqual(problems, ['cli/main.ts:2: cli may not import engine/parts (engine/job/states.ts)']);
  });

  test('lets only platform/index.ts import one system', () => {
    const problems = check({
      'engine/platform/linux/drives.ts': '',
      'engine/platform/index.ts': "await import('./linux/drives.ts');",
      'engine/job/run.ts': "import '../platform/linux/drives.ts';",
    });
    assert.deepEqual(problems, [
      'engine/job/run.ts:1: engine/parts may not import engine/platform/linux (engine/platform/linux/drives.ts)',
    ]);
  });

  test('follows what the worker loads, and leaves out what is erased', () => {
    const problems = check({
      'engine/image/open.ts': '',
      'engine/drive/list.ts': "import '../image/open.ts';",
      'engine/log/log.ts': "import net from 'node:net';",
      'engine/worker/run.ts': "import '../drive/list.ts'; import '../log/log.ts'; import type { A } from 'yauzl';",
    });
    assert.deepEqual(problems, [
      'engine/drive/list.ts:1: engine/drive may not import engine/parts (engine/image/open.ts)',
      'engine/worker/run.ts:1: engine/worker may not use the package yauzl',
      'engine/log/log.ts:1: loads node:net into the privileged worker',
      'engine/drive/list.ts: loads engine/image/open.ts (engine/parts) into the privileged worker',
    ]);
  });

  test('lets only the named file of the worker open a local socket', () => {
    const problems = check({
      'engine/worker/data-connection.ts': "import { connect } from 'node:net';",
      'engine/worker/main.ts': "import 'node:net'; import './data-connection.ts';",
    });
    assert.deepEqual(problems, ['engine/worker/main.ts:1: loads node:net into the privileged worker']);
  });

  test('reports a cycle of values and allows one of types', () => {
    const problems = check({
      'contract/a.ts': "import './b.ts'; import type { C } from './c.ts';",
      'contract/b.ts': "import './a.ts';",
      'contract/c.ts': "import './a.ts';",
    });
    assert.deepEqual(problems, ['contract/a.ts: import cycle contract/a.ts → contract/b.ts → contract/a.ts']);
  });

  test('refuses a file in a folder that is not in the table', () => {
    assert.deepEqual(check({ 'engine/misc/thing.ts': '' }), [
      'engine/misc/thing.ts: belongs to no area of scripts/dependency-table.mjs',
    ]);
  });

  test('wants aliases across folders, relative paths inside, and names it can read', () => {
    const problems = check({
      'contract/a.ts': "import '#contract/b.ts';",
      'contract/b.ts': '',
      'cli/main.ts': "import '../contract/a.ts'; await import(name); require('electron');",
    });
    assert.deepEqual(problems, [
      "contract/a.ts:1: imports '#contract/b.ts': inside a folder, imports are relative",
      "cli/main.ts:1: imports '../contract/a.ts': across folders, imports use an alias (#contract/...)",
      'cli/main.ts:1: imports a computed name, which no check can follow',
      'cli/main.ts:1: cli may not use the package electron',
    ]);
  });

  test('lets a test beside its source reach the whole engine, but no other test', () => {
    const problems = check({
      'engine/job/run.ts': '',
      'engine/write/pass.test.ts': "import '../job/run.ts'; import 'etcher-sdk';",
      'engine/verify/pass.test.ts': "import '../write/pass.test.ts';",
    });
    assert.deepEqual(problems, ['engine/verify/pass.test.ts:1: imports the test engine/write/pass.test.ts']);
  });
});
