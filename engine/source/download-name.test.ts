import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloadName } from './download-name.ts';

const url = new URL('https://example.org/iso/debian%2013.iso?key=1');

test('downloadName is the last part of the address where the server gives none', () => {
  assert.equal(downloadName(null, url), 'debian 13.iso');
  assert.equal(downloadName('attachment', url), 'debian 13.iso');
  assert.equal(downloadName(null, new URL('https://example.org/')), 'image');
});

test('downloadName takes the name of the server, the extended one first', () => {
  assert.equal(downloadName('attachment; filename="pve.iso"', url), 'pve.iso');
  assert.equal(downloadName('attachment; filename=pve.iso; size=3', url), 'pve.iso');
  assert.equal(downloadName(`attachment; filename="a.iso"; filename*=UTF-8''%E5%86%99.iso`, url), '写.iso');
});

test('downloadName can never leave its folder or name a device', () => {
  const given = (name: string) => downloadName(`attachment; filename="${name}"`, url);
  assert.equal(given('../../etc/passwd'), 'passwd');
  assert.equal(given('..\\\\..\\\\boot.ini'), 'boot.ini');
  assert.equal(given('.bashrc'), 'bashrc');
  assert.equal(given('..'), 'debian 13.iso');
  assert.equal(given('CON.iso'), '_CON.iso');
  assert.equal(given('a\u202egnp.iso'), 'a gnp.iso');
  assert.equal(given('a<b>|c?.iso'), 'a_b__c_.iso');
  assert.ok(Buffer.byteLength(given(`${'写'.repeat(100)}.iso`)) <= 200);
  assert.ok(given(`${'写'.repeat(100)}.iso`).endsWith('.iso') || given(`${'写'.repeat(100)}.iso`).endsWith('…'));
});
