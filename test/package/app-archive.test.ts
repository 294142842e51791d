import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type BuiltPackages, builtPackages, outputOf, packagingMissing } from '../helpers/built-packages.ts';

const missing = await packagingMissing();
const ASAR = join(import.meta.dirname, '../../node_modules/.bin/asar');

/** The order is Electron's; a digit says whether the fuse is on. Source: Electron's documentation, "Electron Fuses". */
const FUSES = {
  runAsNode: '0',
  cookieEncryption: '1',
  nodeOptionsVariable: '0',
  nodeCliInspect: '0',
  asarIntegrity: '1',
  onlyLoadAppFromAsar: '1',
  browserSnapshot: '0',
  fileProtocolPrivileges: '0',
};

describe('the program of each system', { skip: missing ?? false }, () => {
  let packages: BuiltPackages;
  before(async () => {
    packages = await builtPackages();
  });

  const systems = () => [
    {
      name: 'linux',
      resources: join(packages.linux, 'resources'),
      fuses: join(packages.linux, 'stickwright-desktop'),
      helper: ['7-Zip-License.txt', '7zz', 'THIRD-PARTY.txt', 'stickwright-worker', 'xxhash.node'],
      launcher: 'stickwright',
    },
    {
      name: 'windows',
      resources: join(packages.windows, 'resources'),
      fuses: join(packages.windows, 'Stickwright.exe'),
      helper: [
        '7-Zip-License.txt',
        '7z.dll',
        '7z.exe',
        'drivelist.node',
        'stickwright-worker.exe',
        'volumes.node',
        'xxhash.node',
      ],
      launcher: 'stickwright.cmd',
    },
    {
      name: 'mac',
      resources: join(packages.mac, 'Contents/Resources'),
      fuses: join(packages.mac, 'Contents/Frameworks/Electron Framework.framework/Electron Framework'),
      helper: ['7-Zip-License.txt', '7zz', 'descriptor.node', 'stickwright-worker', 'xxhash.node'],
      launcher: 'stickwright',
    },
  ];

  test('the archive holds the bundles and no native module', async () => {
    for (const { name, resources } of systems()) {
      const paths = (await outputOf(ASAR, ['list', join(resources, 'app.asar')])).trim().split('\n');
      const tops = new Set(paths.map((path) => path.split(/[\\/]/).slice(0, 3).join('/')));
      assert.deepEqual([...tops].sort(), ['/out', '/out/main', '/out/preload', '/out/renderer', '/package.json'], name);
      const foreign = paths.filter((path) => /\.(node|so|dll|dylib|exe|map|ts)$|node_modules/.test(path));
      assert.deepEqual(foreign, [], name);
    }
  });

  test('worker, its native files and the launcher lie beside the archive', async () => {
    for (const { name, resources, helper, launcher } of systems()) {
      assert.deepEqual((await readdir(join(resources, 'helper'))).sort(), helper, name);
      assert.deepEqual(await readdir(join(resources, 'bin')), [launcher], name);
      await stat(join(resources, 'renderer/index.html'));
      assert.ok(!(await readdir(resources)).includes('app.asar.unpacked'), name);
    }
    const cmd = await readFile(join(packages.windows, 'resources/bin/stickwright.cmd'), 'latin1');
    assert.ok(cmd.split('\n').every((line) => line === '' || line.endsWith('\r')));
  });

  test('fuses are set as decided', async () => {
    for (const { name, fuses } of systems()) {
      const bytes = await readFile(fuses);
      const at = bytes.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
      assert.notEqual(at, -1, name);
      const digits = bytes.toString('latin1', at + 34, at + 34 + Object.keys(FUSES).length);
      assert.deepEqual(Object.fromEntries(Object.keys(FUSES).map((fuse, i) => [fuse, digits[i]])), FUSES, name);
    }
  });

  test('the Mac program offers to open images, says why it reads drives, and allows no insecure connection', async () => {
    const info = await readFile(join(packages.mac, 'Contents/Info.plist'), 'utf8');
    const extensions = [
      ...info.matchAll(/<key>CFBundleTypeExtensions<\/key>\s*<array>\s*<string>(\w+)<\/string>\s*<\/array>/g),
    ];
    assert.deepEqual(
      extensions.map(([, extension]) => extension),
      ['iso', 'img', 'xz', 'zst', 'gz', 'zip'],
    );
    const ranks = [...info.matchAll(/<key>LSHandlerRank<\/key>\s*<string>(\w+)</g)].map(([, rank]) => rank);
    assert.deepEqual([...new Set(ranks)], ['Alternate']);
    assert.match(info, /<key>NSRemovableVolumesUsageDescription<\/key>/);
    assert.match(info, /<key>LSMinimumSystemVersion<\/key>\s*<string>13\.0</);
    assert.match(info, /<key>ElectronAsarIntegrity<\/key>/);
    assert.doesNotMatch(info, /NSAppTransportSecurity/);
  });
});
