import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DriveIdentity, driveIdentitySchema } from '#contract/drive.ts';
import { driveCode, driveId } from './drive-id.ts';
import { changedFields } from './same-identity.ts';

const STICK: DriveIdentity = {
  devicePath: '/dev/sdb',
  bus: 'usb',
  vendor: 'SanDisk',
  model: 'Ultra Fit',
  serial: '4c530001-4f21',
  wwn: null,
  sizeBytes: 32e9,
  portPath: '2-1.4',
  diskSeq: 17,
  backing: null,
};

test('driveId is the node and a digest that any other drive at that node changes', () => {
  assert.match(driveId(STICK), /^sdb#[0-9a-f]{8}$/);
  assert.notEqual(driveId({ ...STICK, diskSeq: 18 }), driveId(STICK));
  const reordered = Object.fromEntries(Object.entries(STICK).reverse());
  assert.equal(driveId(driveIdentitySchema.parse(reordered)), driveId(STICK));
});

test('driveId of a practice drive is its cleaned file name', () => {
  const id = driveId({ ...STICK, bus: 'file', devicePath: '/tmp/a\n\u202eb.img' });
  assert.match(id, /^a b\.img#[0-9a-f]{8}$/);
});

test('driveCode is the end of the serial, or of the digest where that is too short', () => {
  assert.equal(driveCode(STICK), '4F21');
  for (const serial of [null, '', 'x-1', '....']) {
    assert.match(driveCode({ ...STICK, serial }), /^[0-9A-F]{4}$/);
  }
});

test('changedFields names every field that differs, and nothing for the same drive', () => {
  assert.deepEqual(changedFields(STICK, { ...STICK }), []);
  const { devicePath: _, bus: __, ...others } = STICK;
  for (const [field, value] of Object.entries(others)) {
    const changed = typeof value === 'number' ? value + 1 : `${value}x`;
    const other = { ...STICK, [field]: changed };
    assert.deepEqual(changedFields(STICK, other), [field]);
  }
  assert.deepEqual(changedFields(STICK, { ...STICK, bus: 'sata', devicePath: '/dev/sdc' }), ['devicePath', 'bus']);
});
