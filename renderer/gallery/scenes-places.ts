import type { ReceiptEntry } from '#contract/methods.ts';
import { failure } from './sample-failures.ts';
import { KINGSTON, SANDISK } from './sample-drives.ts';
import { receipt, result } from './sample-jobs.ts';
import { type Scene, scene } from './scene.ts';

function entry(jobId: string, imageName: string, outcome: ReceiptEntry['outcome']): ReceiptEntry {
  return {
    jobId,
    startedAt: '2026-11-23T09:12:00.000Z',
    endedAt: '2026-11-23T09:18:11.000Z',
    mode: 'write',
    outcome,
    imageName,
    drives: [SANDISK, KINGSTON].map((drive) => ({
      name: drive.name,
      maskedSerial: `••••${drive.code}`,
      outcome: 'verified',
    })),
  };
}

const ENTRIES: readonly ReceiptEntry[] = [
  entry('job-1', 'proxmox-ve_9.1-1.iso', 'verified'),
  entry('job-2', 'debian-13.2.0-amd64-netinst.iso', 'partial'),
  entry('job-3', '2026-10-02-raspios-trixie-arm64-lite.img.xz', 'unverified'),
  entry('job-4', 'TrueNAS-SCALE-26.04.iso', 'failed'),
  entry('job-5', 'proxmox-ve_9.0-1.iso', 'cancelled'),
];

const SHEET = receipt(
  [
    result(SANDISK, { stalledMs: 7200 }),
    result(KINGSTON, {
      outcome: 'failed',
      failure: failure('VERIFY_MISMATCH'),
      retries: 2,
      isDirect: false,
      verifiedBytes: 734_003_200,
    }),
  ],
  { outcome: 'partial' },
);

const LOG: readonly string[] = [
  ['info', 'start', 'Stickwright 0.1.0 on linux x64'],
  ['info', 'job', 'write "proxmox-ve_9.1-1.iso" (1653604352 bytes): SanDisk Ultra Fit …4F21 (/dev/sdb)'],
  ['error', 'job', 'write ended: failed after 212 s'],
  [
    'error',
    'job',
    'drive "SanDisk Ultra Fit" ••••4F21: failed; VERIFY_MISMATCH: "/dev/sdb" differs from the image in 3 places, the first at byte 734003200; expected 0 differing bytes, found 12288',
  ],
].map(([level, op, message], second) =>
  JSON.stringify({ at: `2026-11-23T09:12:0${second}.000Z`, level, proc: 'host', op, message }),
);

/** Receipts, settings, help. */
export const PLACE_SCENES: readonly Scene[] = [
  scene('receipts-none', { state: { place: { name: 'receipts' } }, answers: { 'receipts.list': () => [] } }),
  scene('receipts', { state: { place: { name: 'receipts' } }, answers: { 'receipts.list': () => ENTRIES } }),
  scene('receipt', {
    state: { place: { name: 'receipt', jobId: 'job-2' } },
    answers: { 'receipts.get': () => SHEET },
  }),
  scene('settings', { state: { place: { name: 'settings' } } }),
  scene('settings-update', {
    state: { place: { name: 'settings' } },
    session: { update: { state: 'available', version: '0.2.0' } },
  }),
  scene('settings-update-failed', {
    state: { place: { name: 'settings' } },
    session: { update: { state: 'failed', reason: 'net::ERR_INTERNET_DISCONNECTED' } },
  }),
  scene('update-available', { session: { update: { state: 'available', version: '0.2.0' } } }),
  scene('update-downloading', { session: { update: { state: 'downloading', version: '0.2.0', percent: 42 } } }),
  scene('update-ready', { session: { update: { state: 'ready', version: '0.2.0' } } }),
  scene('settings-delete', { state: { place: { name: 'settings' } }, press: ['settings.deleteAll'] }),
  scene('help', { state: { place: { name: 'help' } } }),
  scene('help-log', {
    state: { place: { name: 'help' } },
    press: ['log.show'],
    answers: { 'log.read': () => ({ lines: LOG, path: '~/.local/state/stickwright/log/stickwright.log' }) },
  }),
];
