import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Drive } from '#contract/drive.ts';
import { KINGSTON, SANDISK } from '../gallery/sample-drives.ts';
import { result } from '../gallery/sample-jobs.ts';
import { drivesOfReceipt, sameStickAgain } from './same-stick-again.ts';

const inOtherPort: Drive = {
  ...SANDISK,
  id: 'sdx#00000000',
  identity: { ...SANDISK.identity, devicePath: '/dev/sdx', portPath: '9-9', diskSeq: 99 },
};

test('sameStickAgain knows a stick in another port, by its serial number', () => {
  assert.equal(sameStickAgain(SANDISK, [KINGSTON, inOtherPort])?.id, 'sdx#00000000');
  assert.equal(sameStickAgain(SANDISK, [KINGSTON]), null);
});

test('sameStickAgain takes no stick without a serial number, none without a medium, and not one of two alike', () => {
  const bare: Drive = { ...SANDISK, identity: { ...SANDISK.identity, serial: null } };
  assert.equal(sameStickAgain(bare, [bare]), null);
  assert.equal(sameStickAgain(SANDISK, [{ ...SANDISK, hasMedium: false }]), null);
  assert.equal(sameStickAgain(SANDISK, [SANDISK, inOtherPort]), null);
});

test('drivesOfReceipt finds a drive by its size and the end of its serial number', () => {
  const serial = SANDISK.identity.serial ?? '';
  const maskedSerial = `${'•'.repeat(serial.length - 4)}${serial.slice(-4)}`;
  const found = drivesOfReceipt([result(SANDISK, { maskedSerial })], [KINGSTON, inOtherPort]);
  assert.deepEqual(
    found.map(({ id }) => id),
    [inOtherPort.id],
  );
});
