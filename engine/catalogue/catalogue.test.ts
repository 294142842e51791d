import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { failureOf } from '#test/helpers/decode-whole.ts';
import { temporaryFolder } from '#test/helpers/image-files.ts';
import { CatalogueStore } from './catalogue-store.ts';
import { readOsList } from './read-os-list.ts';
import { fits, newestLine, resolveEntry } from './resolve-entry.ts';

const URL_OF_LIST = 'https://lists.example.org/catalogue.json?key=1';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

function listOf(issued: string, name = 'New System'): string {
  const get = { kind: 'file', url: 'https://example.org/a.iso', fileSha256: null, sizeBytes: null };
  const entry = { id: 'new', group: 'hosts', name, architecture: 'x86-64', get, page: null, evidence: 'Made up.' };
  return JSON.stringify({ format: 'stickwright-catalogue', version: 1, issued, entries: [entry] });
}

/** A server with a list and its signature. */
function serving(text: string, signedText = text) {
  const signature = sign(null, Buffer.from(signedText), privateKey).toString('base64');
  return async (url: string) => (new URL(url).pathname.endsWith('.sig') ? `${signature}\n` : text);
}

test('the bundled catalogue can be read, and only names addresses with https', async (t) => {
  const { catalogue, from } = await new CatalogueStore({ folder: temporaryFolder(t) }).current();
  assert.equal(from, 'bundled');
  assert.ok(catalogue.entries.length >= 15);
  assert.equal(new Set(catalogue.entries.map(({ id }) => id)).size, catalogue.entries.length);
  for (const { id, get, page, evidence } of catalogue.entries) {
    const addresses = [page, get.kind === 'sums' ? get.sums : null, get.kind === 'file' ? get.url : null];
    for (const address of addresses) assert.ok(address === null || address.startsWith('https://'), id);
    assert.ok(evidence !== '', id);
    assert.ok(get.kind !== 'page' || page !== null, id);
  }
});

test('a newer list replaces the bundled one only with the right signature', async (t) => {
  const store = new CatalogueStore({ folder: temporaryFolder(t), publicKey: pem });
  const refreshed = await store.refresh(URL_OF_LIST, serving(listOf('2999-01-01')));
  assert.deepEqual([refreshed.from, refreshed.catalogue.entries[0]?.name], ['refreshed', 'New System']);
  assert.equal((await store.current()).from, 'refreshed');
  assert.equal((await store.find('new'))?.name, 'New System');

  const refused = async (fetchText: (url: string) => Promise<string>) => {
    const { params } = await failureOf(store.refresh(URL_OF_LIST, fetchText));
    return 'reason' in params ? params.reason : null;
  };
  assert.equal(await refused(serving(listOf('2999-02-01', 'Evil'), listOf('2999-02-01'))), 'signature');
  assert.equal(await refused(async () => 'no signature'), 'signature');
  assert.equal(await refused(serving('{"format":"other"}')), 'format');
  assert.equal(await refused(serving('not JSON')), 'format');
  assert.equal(await refused(serving(listOf('2998-01-01'))), 'older');
  assert.equal((await store.current()).catalogue.issued, '2999-01-01');
});

test('a list that someone changed on the disk is not used', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(path.join(folder, 'other'));
  const theirs = new CatalogueStore({ folder, publicKey: pem });
  await theirs.refresh(URL_OF_LIST, serving(listOf('2999-01-01')));
  assert.equal((await new CatalogueStore({ folder }).current()).from, 'bundled');
});

test('newestLine takes the newest fitting file of GNU and BSD checksum files', () => {
  const digit = (value: string) => value.repeat(64);
  const gnu = `${digit('a')}  debian-13.9.0-amd64-netinst.iso\n${digit('b')} *debian-13.10.0-amd64-netinst.iso\n${digit('c')}  debian-edu-13.11.0-amd64-netinst.iso.torrent\n`;
  assert.deepEqual(newestLine(gnu, 'debian-1*-amd64-netinst.iso'), {
    name: 'debian-13.10.0-amd64-netinst.iso',
    sha256: digit('b'),
  });
  const bsd = `# Rocky-10.1-x86_64-minimal.iso: 5 bytes\nSHA256 (Rocky-10.1-x86_64-minimal.iso) = ${digit('D')}\n`;
  assert.deepEqual(newestLine(bsd, 'Rocky-10.*-x86_64-minimal.iso')?.sha256, digit('d'));
  assert.equal(newestLine('<html>moved</html>', '*'), null);
});

test('fits knows only the star, and never leaves the folder', () => {
  assert.ok(fits('a-1-b.iso', 'a-*-b.iso'));
  assert.ok(!fits('a-b.iso', 'a-*-b.iso'));
  assert.ok(fits('ab', 'a*b*'));
  assert.ok(!fits('../a-1-b.iso', '*'));
  assert.ok(!fits('axiso', 'a.iso'));
});

test('resolveEntry reads name and digest from the vendor at this moment', async () => {
  const get = { kind: 'sums', sums: 'https://example.org/iso/SHA256SUMS', file: 'pve_*.iso' } as const;
  const entry = {
    id: 'pve',
    group: 'proxmox',
    name: 'PVE',
    architecture: null,
    get,
    page: null,
    evidence: '',
  } as const;
  assert.deepEqual(await resolveEntry(entry, async () => `${'e'.repeat(64)}  pve_9.1-1.iso\n`), {
    url: 'https://example.org/iso/pve_9.1-1.iso',
    sha256: 'e'.repeat(64),
  });
  assert.equal((await failureOf(resolveEntry(entry, async () => ''))).code, 'DOWNLOAD_FAILED');
});

test('readOsList puts nested items flat, and leaves out what it cannot read', () => {
  const image = (name: string, rest = {}) => ({ name, url: 'https://example.org/a-arm64.img.xz', ...rest });
  const list = {
    imager: { latest_version: '2.0' },
    os_list: [
      image('Raspberry Pi OS', {
        icon: 'data:x',
        image_download_sha256: 'AB'.repeat(32),
        image_download_size: 5,
        extract_size: 9,
      }),
      {
        name: 'Other',
        subitems: [image('Inner'), image('Inner'), { name: 'More', subitems_url: 'https://example.org/more.json' }],
      },
      { name: 'No address' },
      image('Bad', { url: 'file:///etc/passwd' }),
      5,
    ],
  };
  const read = readOsList(list);
  assert.deepEqual(
    [read?.entries.map(({ id }) => id), read?.furtherLists, read?.skipped],
    [['raspberry-pi-os', 'inner', 'inner-2'], 1, 3],
  );
  assert.deepEqual(read?.entries[0]?.get, {
    kind: 'file',
    url: 'https://example.org/a-arm64.img.xz',
    fileSha256: 'ab'.repeat(32),
    sizeBytes: 5,
  });
  assert.equal(read?.entries[0]?.architecture, 'arm64');
  assert.equal(readOsList({ entries: [] }), null);
});
