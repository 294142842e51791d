import { type AppFailure, ERROR_CODES, type ErrorCode, type ErrorParams } from '#contract/errors.ts';
import { OTHER_SHA256, PROXMOX, SHA256 } from './sample-image.ts';

const { path } = PROXMOX;
const drive = 'Kingston DataTraveler …99A0';

/** Parameters as they really come, for every code: a new one does not compile until it has a sample. */
const PARAMS: { readonly [C in ErrorCode]: ErrorParams[C] } = {
  USAGE: { problem: 'the practice drive cannot be made', value: '/srv/practice/drive-1.img' },
  IMAGE_NOT_FOUND: { path },
  IMAGE_NOT_A_FILE: { path: '/home/sato/Downloads', kind: 'directory' },
  IMAGE_EMPTY: { path },
  IMAGE_UNREADABLE: { path, offsetBytes: 734_003_200 },
  IMAGE_TRUNCATED: { path, presentBytes: 1_440_604_352, expectedBytes: 1_653_604_352, saidBy: 'iso9660' },
  IMAGE_CHANGED: { path },
  IMAGE_UNKNOWN: { path: '/home/sato/Documents/letter.odt' },
  IMAGE_AMBIGUOUS: { path: '/srv/iso/images.zip', names: ['debian-13.img', 'debian-13-rescue.img'] },
  IMAGE_UNSUPPORTED: { path: '/srv/iso/backup.rar', format: 'rar' },
  IMAGE_NOT_RAW_WRITABLE: { path: '/srv/iso/Win11_25H2.iso', system: 'windows' },
  DECOMPRESS_FAILED: { path: '/srv/iso/disk.img.xz', format: 'xz', offsetBytes: 412_000_000 },
  CHECKSUM_FILE_INVALID: { fileName: 'SHA256SUMS', reason: 'other-files', names: ['debian-13-netinst.iso'] },
  SIGNATURE_INVALID: { fileName: 'SHA256SUMS.sign', reason: 'wrong' },
  SIGNATURE_KEY_UNKNOWN: { fileName: 'SHA256SUMS.sign', keyIds: ['DA87E80D6294BE9B'] },
  BLOCK_MAP_INVALID: {
    fileName: 'image.bmap',
    reason: 'other-image',
    imageBytes: 4_000_000_000,
    mapBytes: 4_000_001_024,
  },
  CHECKSUM_MISMATCH: { expected: SHA256, actual: OTHER_SHA256 },
  EMBEDDED_CHECKSUM_MISMATCH: { expected: SHA256.slice(0, 32), actual: OTHER_SHA256.slice(0, 32) },
  DOWNLOAD_FAILED: {
    address: 'https://download.example.org/iso/proxmox-ve_9.1-1.iso',
    reason: 'broken',
    httpStatus: null,
    doneBytes: 1_008_698_654,
    totalBytes: 1_653_604_352,
  },
  CATALOGUE_REFUSED: { reason: 'signature' },
  FOLDER_NOT_WRITABLE: { path: '/mnt/share/iso' },
  DISK_SPACE_LOCAL: { path: '/var/tmp/stickwright', neededBytes: 1_653_604_352 },
  DRIVE_LIST_FAILED: { reason: 'lsblk: permission denied' },
  DRIVE_NOT_FOUND: { drive },
  DRIVE_GONE: { drive },
  DRIVE_CHANGED: { drive, changed: ['serial'] },
  DRIVE_PROTECTED: { drive, reasons: ['system'], detail: '/' },
  CONTENTS_REFUSED: { drive, reasons: ['internal'] },
  DRIVE_NEEDS_CODE: { drive, code: '99A0' },
  DRIVE_TOO_SMALL: { drive, neededBytes: 1_653_604_352, driveBytes: 1_000_000_000 },
  DRIVE_READ_ONLY: { drive },
  DRIVE_FALSE_CAPACITY: { drive, claimedBytes: 512e9, realBytes: 31.9e9, pattern: 'wraps' },
  DRIVE_IN_USE: { drive, mountPoint: 'BACKUP', usedBy: ['Files'] },
  DRIVE_LOCK_FAILED: { drive, usedBy: ['gparted'] },
  DRIVE_OPEN_FAILED: { drive },
  NOT_CONFIRMED: {},
  ELEVATION_DENIED: {},
  ELEVATION_UNAVAILABLE: {
    reason: 'no polkit agent is running',
    command: 'sudo stickwright write proxmox-ve_9.1-1.iso --to /dev/sdc',
  },
  WORKER_LOST: { signal: 'SIGKILL', exitCode: null },
  WORKER_PROTOCOL: { problem: 'protocol 3, expected 4' },
  READER_LOST: { signal: null, exitCode: 134 },
  WRITE_IO: { drive, offsetBytes: 1_207_959_552 },
  WRITE_STALLED: { drive, offsetBytes: 496_000_000, stalledMs: 60_000 },
  FLUSH_FAILED: { drive },
  READ_IO: { drive, offsetBytes: 734_003_200 },
  VERIFY_MISMATCH: {
    drive,
    ranges: [
      { offsetBytes: 734_003_200, lengthBytes: 65_536 },
      { offsetBytes: 801_112_064, lengthBytes: 65_536 },
      { offsetBytes: 1_001_112_064, lengthBytes: 131_072 },
    ],
    rangeCount: 3,
    differingBytes: 262_144,
  },
  EJECT_FAILED: { drive, usedBy: ['Files'] },
  HOST_LOST: {},
  NOT_ALLOWED: { reason: 'a job is running' },
  INTERNAL: { detail: 'the phase went back from verifying to writing' },
};

export const ALL_CODES = Object.keys(PARAMS) as readonly ErrorCode[];

/** A failure of a code as it arrives at the page. */
export function failure(code: ErrorCode, part: { readonly nothingWritten?: boolean } = {}): AppFailure {
  const made = {
    code,
    params: PARAMS[code],
    where: { process: 'worker', operation: 'write-drive' },
    message: `Cannot go on with "/dev/sdc": ${code.toLowerCase()}`,
    cause: { name: 'Error', message: 'EIO: i/o error, write', osCode: 'EIO' },
    remedies: ERROR_CODES[code].remedies,
    retry: ERROR_CODES[code].retry,
    nothingWritten: part.nothingWritten ?? false,
  } as const;
  return made as AppFailure;
}
