import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RiskFacts, risks, type VolumeFacts } from './risks.ts';

test('risks asks no code for a stick with files on it', () => {
  const volumes = [volume({ fileSystem: 'exfat', label: 'BACKUP', topNames: ['Photos', 'etc'] })];
  assert.deepEqual(found({ sizeBytes: 256e9, volumes }), []);
});

test('risks names a large and a fixed drive', () => {
  assert.deepEqual(found({ sizeBytes: 256e9 + 1, isFixed: true }), ['large', 'fixed']);
});

test('risks never holds size or kind against a virtual drive', () => {
  assert.deepEqual(found({ bus: 'loop', sizeBytes: 1e12, isFixed: true }), []);
  assert.deepEqual(found({ bus: 'file', sizeBytes: 1e12, isFixed: true }), []);
});

test('risks recognises an installed system, and tells it from an installer', () => {
  const linux = ['bin', 'etc', 'home', 'usr', 'var'];
  assert.deepEqual(found({ volumes: [volume({ topNames: linux })] }), ['operating-system']);
  const windows = ['Users', 'Windows', 'pagefile.sys'];
  assert.deepEqual(found({ volumes: [volume({ topNames: windows })] }), ['operating-system']);
  assert.deepEqual(found({ volumes: [volume({ fileSystem: 'iso9660', topNames: linux })] }), []);
});

test('risks recognises a backup by its folder or label', () => {
  assert.deepEqual(found({ volumes: [volume({ topNames: ['Backups.backupdb'] })] }), ['backup']);
  assert.deepEqual(found({ volumes: [volume({ label: 'TimeMachine' })] }), ['backup']);
  assert.deepEqual(found({ volumes: [volume({ label: 'Machine time' })] }), []);
});

test('risks recognises encrypted volumes and members of pools that are not running', () => {
  assert.deepEqual(found({ volumes: [volume({ fileSystem: 'crypto_LUKS' })] }), ['encrypted']);
  assert.deepEqual(found({ volumes: [volume({ fileSystem: 'BitLocker' })] }), ['encrypted']);
  for (const fileSystem of ['LVM2_member', 'linux_raid_member', 'zfs_member', 'isw_raid_member']) {
    assert.deepEqual(found({ volumes: [volume({ fileSystem })] }), ['pool-member']);
  }
  assert.deepEqual(found({ volumes: [volume({ fileSystem: 'ext4' })] }), []);
});

function found(facts: Partial<RiskFacts>) {
  return risks({ bus: 'usb', sizeBytes: 32e9, isFixed: false, volumes: [], ...facts });
}

function volume(facts: Partial<VolumeFacts>): VolumeFacts {
  return { fileSystem: 'ext4', label: null, topNames: null, ...facts };
}
