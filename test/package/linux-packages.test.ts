import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type BuiltPackages, builtPackages, outputOf, packagingMissing, unpackDeb } from '../helpers/built-packages.ts';

const missing = await packagingMissing();
const RESOURCES = 'opt/Stickwright/resources';
const ID = 'io.stickwright.Stickwright';
const ICON_SIZES = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024];

/** What is ours beside Electron: unpacked, and in the package that people load down. */
const OWN_BYTES_MAX = 140e6;
const INSTALLER_BYTES_MAX = 40e6;
/** What must be left of both: a new release of Node brings a little more each time. */
const TO_SPARE_BYTES = 2e6;

describe('packages for Linux', { skip: missing ?? false }, () => {
  let packages: BuiltPackages;
  let tree: string;
  let remove: () => Promise<void>;
  before(async () => {
    packages = await builtPackages();
    ({ tree, remove } = await unpackDeb(packages.deb));
  });
  after(() => remove());

  const text = (path: string) => readFile(join(tree, path), 'utf8');
  const listing = async () => (await outputOf('dpkg-deb', ['--contents', packages.deb])).trim().split('\n');

  test('the deb holds the program, the worker outside the archive, and what desktops and polkit read', async () => {
    const own = (await listing())
      .map((line) => line.split(/\s+/).at(5)?.replace(/^\.\//, '') ?? '')
      .filter((path) => path !== '' && !path.endsWith('/'))
      .filter((path) => !path.startsWith('opt/Stickwright/') || path.startsWith(`${RESOURCES}/`))
      .map((path) => path.replace(/-[\w-]{8}\.(?=js|css|svg|woff2)/, '-HASH.'));
    assert.deepEqual(
      own.filter((path) => !path.startsWith(`${RESOURCES}/renderer/assets/`)).sort(),
      [
        `${RESOURCES}/LICENSE.txt`,
        `${RESOURCES}/app.asar`,
        `${RESOURCES}/apparmor-profile`,
        `${RESOURCES}/bin/stickwright`,
        `${RESOURCES}/helper/7-Zip-License.txt`,
        `${RESOURCES}/helper/7zz`,
        `${RESOURCES}/helper/THIRD-PARTY.txt`,
        `${RESOURCES}/helper/stickwright-worker`,
        `${RESOURCES}/helper/xxhash.node`,
        `${RESOURCES}/renderer/index.html`,
        'usr/bin/stickwright',
        `usr/share/applications/${ID}.desktop`,
        'usr/share/doc/stickwright/copyright',
        ...ICON_SIZES.map((size) => `usr/share/icons/hicolor/${size}x${size}/apps/stickwright-desktop.png`),
        `usr/share/metainfo/${ID}.metainfo.xml`,
        `usr/share/polkit-1/actions/${ID}.policy`,
      ].sort(),
    );
  });

  test('all belongs to root, nobody else may change anything, and no file is more than executable', async () => {
    for (const line of await listing()) {
      const [mode = '', owner, , , , path] = line.split(/\s+/);
      assert.equal(owner, 'root/root', path);
      assert.match(mode, /^[-d]rw[-x]r-[-x]r-[-x]$/, path);
    }
    for (const name of ['bin/stickwright', 'helper/stickwright-worker', 'helper/7zz']) {
      assert.equal((await stat(join(tree, RESOURCES, name))).mode & 0o777, 0o755, name);
    }
  });

  test('rpm and tar.gz hold the same files', async () => {
    const deb = (await listing())
      .map((line) => line.split(/\s+/).at(5)?.slice(1) ?? '')
      .filter((path) => !path.endsWith('/'));
    const rpm = (await outputOf('rpm', ['--query', '--list', '--package', packages.rpm])).trim().split('\n');
    assert.deepEqual(rpm.sort(), deb.sort());
    const tar = (await outputOf('tar', ['--list', '--file', packages.tarGz]))
      .trim()
      .split('\n')
      .filter((path) => !path.endsWith('/'))
      .map((path) => path.replace(/^[^/]+\/(\.\/)?/, '/opt/Stickwright/'));
    // the profile is installed by the scripts of deb and rpm
    const program = deb.filter((path) => path.startsWith('/opt/') && !path.endsWith('/apparmor-profile'));
    assert.deepEqual(tar.sort(), program);
  });

  test('our part keeps its budget in every format: 140 MB unpacked, 40 MB to download, with room to spare', async () => {
    const files = await readdir(join(tree, RESOURCES), { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files
        .filter((entry) => entry.isFile())
        .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
    );
    const ownBytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(ownBytes > 100e6 && ownBytes <= OWN_BYTES_MAX - TO_SPARE_BYTES, `${ownBytes} bytes unpacked`);
    // Electron's own files are a stand-in of a few bytes here
    for (const file of [packages.deb, packages.rpm, packages.appImage, packages.tarGz]) {
      const { size } = await stat(file);
      assert.ok(size <= INSTALLER_BYTES_MAX - TO_SPARE_BYTES, `${file}: ${size} bytes`);
    }
  });

  test('the desktop entry is valid, names the window, and offers it for images without defining their types anew', async () => {
    const file = join(tree, `usr/share/applications/${ID}.desktop`);
    assert.equal(await outputOf('desktop-file-validate', [file]), '');
    const entry = Object.fromEntries((await readFile(file, 'utf8')).split('\n').map((line) => line.split(/=(.*)/)));
    assert.equal(entry.Exec, '/opt/Stickwright/stickwright-desktop %U');
    assert.equal(entry.StartupWMClass, ID);
    assert.equal(entry.Icon, 'stickwright-desktop');
    const types = entry.MimeType?.split(';') ?? [];
    for (const type of ['vnd.efi.iso', 'vnd.efi.img', 'x-xz', 'zstd', 'gzip', 'zip']) {
      assert.ok(types.includes(`application/${type}`), type);
    }
    assert.ok(!(await listing()).some((line) => line.includes('/usr/share/mime/')));
  });

  test('the AppStream file is valid and belongs to the desktop entry and the icon', async () => {
    const path = `usr/share/metainfo/${ID}.metainfo.xml`;
    await outputOf('appstreamcli', ['validate', '--no-net', join(tree, path)]);
    const metainfo = await text(path);
    assert.match(metainfo, new RegExp(`<launchable type="desktop-id">${ID}.desktop</launchable>`));
    assert.match(metainfo, /<icon type="stock">stickwright-desktop<\/icon>/);
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
    assert.match(metainfo, new RegExp(`<release version="${version.replaceAll('.', '\\.')}"`));
  });

  test('the polkit policy is valid, names the installed worker and nothing else, and asks each time', async () => {
    const path = `usr/share/polkit-1/actions/${ID}.policy`;
    const dtd = '/usr/share/polkit-1/policyconfig-1.dtd';
    await outputOf('xmllint', ['--noout', '--nonet', '--dtdvalid', dtd, join(tree, path)]);
    const policy = await text(path);
    const paths = [...policy.matchAll(/policykit\.exec\.path">([^<]+)</g)].map(([, found]) => found);
    const worker = `/${RESOURCES}/helper/stickwright-worker`;
    assert.deepEqual(paths, [worker, worker]);
    const words = [...policy.matchAll(/policykit\.exec\.argv1">([^<]+)</g)].map(([, found]) => found);
    assert.deepEqual(words, ['worker', 'look']);
    assert.deepEqual([...new Set([...policy.matchAll(/<allow_\w+>(\w+)</g)].map(([, kind]) => kind))], ['auth_admin']);
    assert.match(policy, /<icon_name>stickwright-desktop<\/icon_name>/);
  });

  test('the AppArmor profile lets exactly our window make user namespaces', async () => {
    const profile = await text(`${RESOURCES}/apparmor-profile`);
    assert.match(
      profile,
      /^profile "stickwright-desktop" "\/opt\/Stickwright\/stickwright-desktop" flags=\(unconfined\)/m,
    );
    assert.match(profile, /^\s*userns,/m);
  });

  test('the scripts of the package are sound and touch only what is ours', async () => {
    for (const name of ['postinst', 'postrm']) {
      await outputOf('bash', ['-n', join(tree, 'DEBIAN', name)]);
      const script = await text(`DEBIAN/${name}`);
      assert.doesNotMatch(script, /rm -r|rm -fr|\$\{(executable|sanitizedProductName)/);
      for (const [, path = ''] of script.matchAll(/'(\/[^']*)'/g)) {
        assert.match(path, /stickwright-desktop|^\/opt\/Stickwright\/|^\/usr\/bin\/ischroot$/, path);
      }
    }
  });

  test('the AppImage carries the same program, and its entry does not switch the sandbox off', async () => {
    const runtimeBytes = 'runtime\n'.length;
    const list = await outputOf('unsquashfs', ['-offset', String(runtimeBytes), '-lls', packages.appImage]);
    assert.match(list, /^-rwxr-xr-x root\/root .* squashfs-root\/resources\/helper\/stickwright-worker$/m);
    assert.match(list, /squashfs-root\/AppRun$/m);
    const args = ['-offset', String(runtimeBytes), '-cat', packages.appImage, `${ID}.desktop`];
    assert.match(await outputOf('unsquashfs', args), /^Exec=AppRun %U$/m);
  });
});
