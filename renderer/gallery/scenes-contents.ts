import type { DriveContents } from '#contract/contents.ts';
import type { AppFailure } from '#contract/errors.ts';
import type { LookState } from '#contract/session.ts';
import type { AppState } from '../state/app-state.ts';
import { KINGSTON, SAMSUNG, SANDISK } from './sample-drives.ts';
import { failure } from './sample-failures.ts';
import { type Scene, scene } from './scene.ts';

const GB = 1e9;
const place = (partition: number, sizeBytes: number) => ({ partition, sizeBytes });

const NAMES = [
  'Photos 2026',
  '家族の写真',
  'very long folder name that somebody typed without thinking about who reads it',
];
const folders = NAMES.map((name) => ({ name, kind: 'folder', sizeBytes: null }) as const);

/** One volume of every state. */
export const MANY_CONTENTS: DriveContents = {
  table: 'gpt',
  hasMore: true,
  volumes: [
    {
      state: 'read',
      ...place(1, 20 * GB),
      fileSystem: 'exfat',
      label: 'BACKUP',
      usedBytes: 18.2 * GB,
      entries: [
        ...folders,
        { name: '2026-tax.pdf', kind: 'file', sizeBytes: 1_403_221 },
        { name: 'evil gpj.exe', kind: 'file', sizeBytes: 73_802 },
        { name: 'proxmox-ve_9.1-1.iso', kind: 'file', sizeBytes: 1_653_604_352 },
        { name: 'unreadable.bin', kind: 'file', sizeBytes: null },
        { name: 'link', kind: 'other', sizeBytes: null },
      ],
      hasMore: true,
    },
    {
      state: 'read',
      ...place(2, 2 * GB),
      fileSystem: 'ext4',
      label: '',
      usedBytes: null,
      entries: [],
      hasMore: false,
    },
    { state: 'named', ...place(3, 4 * GB), system: 'bitlocker' },
    { state: 'named', ...place(4, 4 * GB), system: 'luks' },
    { state: 'named', ...place(5, GB), system: 'btrfs' },
    { state: 'unknown', ...place(6, GB) },
    { state: 'unreadable', ...place(7, GB), reason: 'damaged' },
    { state: 'blank', ...place(8, GB) },
  ],
};

const looking = { state: 'looking' } as const;

function contents(name: string, shown: AppState['contents'][string], look: LookState | null = null): Scene {
  return scene(`contents-${name}`, {
    session: { look },
    state: { contents: { [SANDISK.id]: shown } },
    press: ['drives.partitions'],
  });
}

const failed = (value: AppFailure): AppState['contents'][string] => ({ state: 'failed', failure: value });

/** What is on a drive, in the details of its row. */
export const CONTENTS_SCENES: readonly Scene[] = [
  scene('contents-offered', { press: ['drives.partitions'] }),
  contents('asking', looking, { driveId: SANDISK.id, stage: 'asking', how: 'pkexec' }),
  contents('reading', looking, { driveId: SANDISK.id, stage: 'reading' }),
  contents('shown', { state: 'shown', contents: MANY_CONTENTS }),
  contents('whole', {
    state: 'shown',
    contents: { table: 'none', volumes: [{ state: 'blank', ...place(0, 32 * GB) }], hasMore: false },
  }),
  contents('no-table', { state: 'shown', contents: { table: 'damaged', volumes: [], hasMore: false } }),
  contents('denied', failed(failure('ELEVATION_DENIED'))),
  contents('refused', failed(failure('CONTENTS_REFUSED'))),
  scene('contents-other-busy', {
    session: { look: { driveId: KINGSTON.id, stage: 'reading' } },
    state: { contents: { [KINGSTON.id]: looking, [SAMSUNG.id]: { state: 'shown', contents: MANY_CONTENTS } } },
    press: ['drives.partitions'],
  }),
];
