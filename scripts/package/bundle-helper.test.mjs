import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import { workerClosure } from '../dependency-table.mjs';
import { bundleHelper } from './bundle-helper.mjs';

const { main, modules } = await bundleHelper();

/** Names that a piece of code asks for with `require`. @param {string} code */
const required = (code) => [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);

/** The modules that run once `name` is loaded; what is required later, inside a function, is not followed. @param {string} name */
function loadedWith(name) {
  const names = new Set([name]);
  // a Set visits what is added while it is walked
  for (const next of names) {
    const code = modules.get(next);
    assert.ok(code !== undefined, `${next} is not carried`);
    for (const [, wanted = ''] of code.matchAll(/^(?:const|let|var) .*\brequire\("(\.[^"]+)"\)/gm)) {
      names.add(posix.join(posix.dirname(next), wanted));
    }
  }
  return [...names];
}

test('every module that carried code asks for is carried, or is part of Node', () => {
  const optional = new Set(['bufferutil', 'utf-8-validate']); // ws takes its own code without them
  for (const [from, code] of modules) {
    for (const name of required(code)) {
      if (name.startsWith('.')) assert.ok(modules.has(posix.join(posix.dirname(from), name)), `${from}: ${name}`);
      else if (!optional.has(name)) assert.ok(process.getBuiltinModule(name) !== undefined, `${from}: ${name}`);
    }
  }
  assert.ok(required(main).every((name) => name.startsWith('node:')));
});

/** What single files of the worker may use; the dependency check holds them to it. */
const allowedByFile = ['net', 'module'];

test('the privileged worker loads no parser and no network module', () => {
  const workers = [...modules.keys()].filter((name) => name.includes('run-worker'));
  assert.equal(workers.length, 1);
  const loaded = loadedWith(workers[0] ?? '');
  const builtins = loaded.flatMap((name) => required(modules.get(name) ?? '')).filter((name) => !name.startsWith('.'));
  const banned = workerClosure.bannedNodeModules.filter((name) => !allowedByFile.includes(name));
  assert.deepEqual(
    builtins.filter((name) => banned.includes(name.replace('node:', ''))),
    [],
  );
  assert.ok(!loaded.some((name) => /run-reader|serve-command|package-/.test(name)), loaded.join(', '));
});
