import type { ErrorCode } from '#contract/errors.ts';
import type { RightsNeeded } from '#contract/session.ts';
import {
  type Fault,
  type FaultCode,
  type FakeDrive,
  fakeDrive,
  kingston,
  lexar,
  samsung,
  sandisk,
  volume,
  withFaults,
} from './fake-drives.ts';
import { lockedDrives } from './locked-drives.ts';

/** What a fake computer has plugged in and how it behaves. */
export interface Scenario {
  readonly drives: readonly FakeDrive[];
  /** Lying beside it: can be plugged in by name. */
  readonly spare: readonly FakeDrive[];
  readonly rights: {
    readonly how: RightsNeeded;
    readonly answerMs: number;
    readonly answer: 'granted' | 'denied';
  };
  /** The whole job ends with this, at this share of the write pass; null: not. */
  readonly jobFails: { readonly code: ErrorCode; readonly share: number } | null;
  /** Listing drives ends with this. */
  readonly listFails: boolean;
  /** Practice drives cannot be made: no room. */
  readonly isFull: boolean;
  /** Between Review and its confirmation one stick takes another one's place, unnoticed: from key to key. */
  readonly swap: { readonly from: string; readonly to: FakeDrive } | null;
}

const plain: Scenario = {
  drives: [sandisk],
  spare: [kingston, lexar],
  rights: { how: 'pkexec', answerMs: 2000, answer: 'granted' },
  jobFails: null,
  listFails: false,
  isFull: false,
  swap: null,
};

const lookalike = fakeDrive({
  key: 'lookalike',
  node: 'sdb',
  vendor: 'SanDisk',
  model: 'Ultra Fit',
  serial: '4C530001220925AAAA',
  sizeBytes: sandisk.drive.identity.sizeBytes,
  portPath: '2-1',
  partitions: [volume('sdb', { label: 'WEDDING', usedBytes: null })],
});

const hostile = ['<img src=x onerror=alert(1)>', '\u202Egpj.exe', 'two\nlines', 'x'.repeat(300)].map((label, index) =>
  fakeDrive({
    key: `hostile-${index + 1}`,
    node: `sd${'bcde'[index] ?? 'z'}`,
    vendor: label,
    model: '<b>stick</b>',
    serial: `HOSTILE000${index + 1}A`,
    sizeBytes: 32e9,
    portPath: `2-${index + 1}`,
    // the reader cleans what it reads; a page must not rely on it
    partitions: [volume(`sd${'bcde'[index] ?? 'z'}`, { label, firstNames: [label, '../../etc'], nameCount: 2 })],
  }),
);

const fast = { ...sandisk, readBytesPerSec: 120e6 };

/** Where a drive's own failure happens: its phase, and how far into it. */
const driveFailures: Readonly<Record<FaultCode, readonly [phase: (Fault & { kind: 'fail' })['phase'], share: number]>> =
  {
    DRIVE_NOT_FOUND: ['preparing', 0],
    DRIVE_CHANGED: ['preparing', 0],
    DRIVE_PROTECTED: ['preparing', 0],
    DRIVE_NEEDS_CODE: ['preparing', 0],
    DRIVE_TOO_SMALL: ['preparing', 0],
    DRIVE_READ_ONLY: ['preparing', 0],
    DRIVE_FALSE_CAPACITY: ['preparing', 0],
    DRIVE_IN_USE: ['preparing', 0],
    DRIVE_LOCK_FAILED: ['preparing', 0],
    DRIVE_OPEN_FAILED: ['preparing', 0],
    DRIVE_GONE: ['writing', 0.58],
    WRITE_IO: ['writing', 0.73],
    WRITE_STALLED: ['writing', 0.3],
    FLUSH_FAILED: ['flushing', 1],
    READ_IO: ['verifying', 0.44],
    VERIFY_MISMATCH: ['verifying', 1],
  };

const named: Readonly<Record<string, Scenario>> = {
  'no-drives': { ...plain, drives: [], spare: [sandisk, kingston, lexar] },
  'one-stick': plain,
  'three-sticks': { ...plain, drives: [sandisk, kingston, lexar], spare: [samsung] },
  mixed: { ...plain, drives: [sandisk, kingston, samsung, ...lockedDrives], spare: [lexar] },
  'only-locked': { ...plain, drives: lockedDrives.slice(0, 3) },
  'large-backup': { ...plain, drives: [sandisk, samsung] },
  'swap-before-start': { ...plain, swap: { from: 'sandisk', to: lookalike } },
  'elevation-slow': { ...plain, rights: { ...plain.rights, answerMs: 10 * 60_000 } },
  'elevation-denied': { ...plain, rights: { ...plain.rights, answer: 'denied' } },
  'no-elevation': { ...plain, rights: { how: 'none', answerMs: 0, answer: 'granted' } },
  'two-drives': { ...plain, drives: [fast, kingston], spare: [lexar] },
  'eight-drives': { ...plain, drives: eight() },
  'stall-at-30': {
    ...plain,
    drives: [withFaults(sandisk, { kind: 'stall', pass: 'write', share: 0.3, forMs: 70_000 })],
  },
  'mismatch-at-734003200': { ...plain, drives: [failing(sandisk, 'VERIFY_MISMATCH')] },
  'unplug-at-58': {
    ...plain,
    drives: [fast, withFaults({ ...kingston, writeBytesPerSec: 20e6 }, { kind: 'unplug', pass: 'write', share: 0.58 })],
  },
  'eject-fails': { ...plain, drives: [withFaults(sandisk, { kind: 'eject-fails' })] },
  'hostile-names': { ...plain, drives: hostile },
};

const ERROR = 'error-';

/** The names of all scenarios but those of single errors (`error-<CODE>`). */
export const scenarioNames: readonly string[] = Object.keys(named);

/**
 * A scenario by its name, null where there is none. `error-<CODE>` shows that failure where it belongs: at the drive, in
 * the list of drives, when rights are asked for, or as the end of the whole job. IMAGE_* failures are also in the folder
 * of broken images of every scenario.
 */
export function findScenario(name: string, isCode: (code: string) => code is ErrorCode): Scenario | null {
  if (Object.hasOwn(named, name)) return named[name] ?? null;
  const code = name.startsWith(ERROR) ? name.slice(ERROR.length) : '';
  return isCode(code) ? errorScenario(code) : null;
}

function errorScenario(code: ErrorCode): Scenario {
  if (isFaultCode(code)) return { ...plain, drives: [failing(sandisk, code), kingston] };
  switch (code) {
    case 'DRIVE_LIST_FAILED':
      return { ...plain, listFails: true };
    case 'DISK_SPACE_LOCAL':
      return { ...plain, isFull: true };
    case 'EJECT_FAILED':
      return { ...plain, drives: [withFaults(sandisk, { kind: 'eject-fails' })] };
    case 'ELEVATION_DENIED':
      return { ...plain, rights: { ...plain.rights, answer: 'denied' } };
    case 'ELEVATION_UNAVAILABLE':
      return { ...plain, rights: { how: 'unavailable', answerMs: 0, answer: 'denied' } };
    case 'CHECKSUM_MISMATCH':
      return { ...plain, jobFails: { code, share: -1 } };
    default:
      return { ...plain, drives: [sandisk, kingston], jobFails: { code, share: 0.4 } };
  }
}

function failing(drive: FakeDrive, code: FaultCode): FakeDrive {
  const [phase, share] = driveFailures[code];
  return withFaults(drive, { kind: 'fail', phase, share, code });
}

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(driveFailures, code);
}

function eight(): readonly FakeDrive[] {
  return [...'bcdefghi'].map((letter, index) =>
    fakeDrive({
      key: `stick-${index + 1}`,
      node: `sd${letter}`,
      vendor: 'SanDisk',
      model: 'Ultra Fit',
      serial: `4C53000122092E${1000 + index}`,
      sizeBytes: 32_015_679_488,
      portPath: `3-${index + 1}`,
      writeMBPerSec: 20 + index * 3,
    }),
  );
}
