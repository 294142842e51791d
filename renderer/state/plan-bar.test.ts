import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageState, SessionState } from '#contract/session.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { LOCKED, SANDISK } from '../gallery/sample-drives.ts';
import { failure } from '../gallery/sample-failures.ts';
import { PROXMOX, ready, SHA256 } from '../gallery/sample-image.ts';
import { makeTranslator } from '../i18n/translate.ts';
import type { AppState } from './app-state.ts';
import { planBar } from './plan-bar.ts';

const { say } = makeTranslator('en');
const expected = {
  algorithm: 'sha256',
  digest: SHA256,
  from: 'pasted',
  fileName: null,
  signature: null,
  unknownKeys: [],
} as const;
const digests = { fileSha256: SHA256, imageSha256: SHA256, fileSha512: null, imageSha512: null };

const drives: AppState['drives'] = { state: 'listed', drives: [SANDISK, ...LOCKED] };

function bar(image: ImageState, part: Partial<Pick<AppState, 'ticked' | 'lost' | 'connection' | 'drives'>> = {}) {
  const session: SessionState = {
    image,
    plans: [],
    jobId: null,
    settings: DEFAULT_SETTINGS,
    look: null,
    receiptsRevision: 0,
    update: null,
  };
  const found = planBar({ session, connection: 'connected', ticked: [], lost: [], drives, unlocked: {}, ...part });
  return { text: say(found.words), isReady: found.isReady, note: found.note === null ? null : say(found.note) };
}

test('the bar says what is missing, the image first', () => {
  assert.equal(bar({ state: 'none' }, { ticked: ['sdb'] }).text, 'Choose an image.');
  assert.equal(bar(ready(PROXMOX)).text, 'Tick the drives to write.');
  for (const none of [[], LOCKED]) {
    assert.equal(bar(ready(PROXMOX), { drives: { state: 'listed', drives: none } }).text, 'Plug in a USB drive.');
  }
  assert.equal(bar(ready(PROXMOX), { drives: { state: 'scanning' } }).text, 'Tick the drives to write.');
  const rejected: ImageState = { state: 'rejected', path: '/a', name: 'a', failure: failure('IMAGE_EMPTY') };
  assert.equal(bar(rejected, { ticked: ['sdb'] }).isReady, false);
});

test('a checksum that does not match stops everything', () => {
  const { text, isReady } = bar(ready(PROXMOX, { state: 'mismatched', expected, digests }), { ticked: ['sdb'] });
  assert.deepEqual([text, isReady], ['The checksum does not match.', false]);
});

test('a checksum that is only computed stops nothing; one to be compared is waited for', () => {
  const computing = { state: 'computing', doneBytes: 1, totalBytes: 2 } as const;
  assert.equal(bar(ready(PROXMOX, { ...computing, expected: null }), { ticked: ['sdb'] }).isReady, true);
  assert.equal(bar(ready(PROXMOX, { ...computing, expected }), { ticked: ['sdb'] }).isReady, false);
});

test('a drive that went is named, also where others are left', () => {
  const lost = [{ name: 'SanDisk Ultra Fit', why: 'gone', missingBytes: 0 }] as const;
  assert.equal(bar(ready(PROXMOX), { lost }).text, 'SanDisk Ultra Fit was unplugged and is no longer ticked.');
  const left = bar(ready(PROXMOX), { lost, ticked: ['sdc'] });
  assert.deepEqual([left.isReady, left.text], [true, 'proxmox-ve_9.1-1.iso will be written to 1 drive.']);
  assert.match(left.note ?? '', /SanDisk/u);
});

test('without a connection nothing is ready', () => {
  assert.equal(bar(ready(PROXMOX), { ticked: ['sdb'], connection: 'lost' }).isReady, false);
});
