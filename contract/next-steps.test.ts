import assert from 'node:assert/strict';
import test from 'node:test';
import { nextSteps } from './next-steps.ts';
import { PRODUCTS, type System } from './system.ts';

const PVE: System = {
  product: 'proxmox-ve',
  name: 'Proxmox VE',
  version: '9.1-1',
  build: null,
  editions: [],
  architecture: 'x86-64',
  role: 'installer',
  evidence: 'content',
  unattended: null,
};

function ids(system: System | null): readonly string[] {
  return nextSteps(system).map(({ step }) => step);
}

test('nextSteps gives an unknown image the two steps that hold for all', () => {
  assert.deepEqual(ids(null), ['plug', 'choose']);
});

test('nextSteps names no UEFI where the image starts by BIOS only', () => {
  const only = (bios: 'yes' | 'unknown', uefi: 'no' | 'unknown') => {
    const verdict = (answer: 'yes' | 'no' | 'unknown') => ({ answer, reason: 'boot-code' }) as const;
    const all = { 'uefi-x64': verdict(uefi), 'uefi-arm64': verdict('no'), 'uefi-ia32': verdict('no') } as const;
    return nextSteps(null, { starts: { bios: verdict(bios), ...all } }).at(-1)?.step;
  };
  assert.equal(only('yes', 'no'), 'choose-bios');
  assert.equal(only('yes', 'unknown'), 'choose');
  assert.equal(only('unknown', 'no'), 'choose');
});

test('nextSteps leads Proxmox VE to its page on port 8006', () => {
  assert.deepEqual(ids(PVE), ['plug', 'keys', 'choose', 'install', 'open-page']);
  assert.deepEqual(nextSteps(PVE).at(-1), { step: 'open-page', port: 8006 });
});

test('nextSteps warns first of an image that installs by itself', () => {
  const unattended = { by: 'proxmox', answersFrom: 'image', source: null } as const;
  assert.equal(ids({ ...PVE, unattended })[0], 'unattended');
});

test('nextSteps says what to do with every product', () => {
  for (const product of PRODUCTS) assert.ok(ids({ ...PVE, product }).length > 0, product);
});
