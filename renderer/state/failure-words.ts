import type { AppFailure, CauseRecord } from '#contract/errors.ts';
import type { Words } from '../i18n/keys.ts';
import { downloadFailureParts, downloadTodo } from './download-failure-words.ts';
import { driveFailureParts } from './drive-failure-words.ts';
import { systemWords } from './boot-words.ts';

/** A failure in the four parts that every failure page has (ux.md 4.8, 7). */
export interface FailureWords {
  readonly title: Words;
  readonly happened: Words;
  readonly cause: Words;
  readonly todo: readonly Words[];
  /** A command to run in a terminal, where one helps. */
  readonly command: string | null;
}

export interface FailureContext {
  /** Name as shown elsewhere, where the failure is about a drive. */
  readonly drive?: string | undefined;
  /** Bytes to be written, to place an offset. */
  readonly sizeBytes?: number | null | undefined;
  /** How far the drive was, in percent of its phase. */
  readonly percent?: number | undefined;
  readonly retries?: number | undefined;
}

const DIGEST_SHOWN = 8;

/** The cause is null where nothing is known: then it is said that the system gave no reason. */
export type FailureParts = readonly [title: Words, happened: Words, cause: Words | null];

/** The words of a failure; every code has its own. */
export function failureWords(failure: AppFailure, context: FailureContext = {}): FailureWords {
  const [title, happened, cause] = partsOf(failure, context);
  return {
    title,
    happened,
    cause: cause ?? unknownCause(failure.cause),
    todo:
      failure.code === 'DOWNLOAD_FAILED'
        ? downloadTodo(failure.params)
        : failure.remedies.map((id): Words => [`remedy.${id}`]),
    command: failure.code === 'ELEVATION_UNAVAILABLE' && failure.params.command !== '' ? failure.params.command : null,
  };
}

function partsOf(failure: AppFailure, context: FailureContext): FailureParts {
  switch (failure.code) {
    case 'USAGE':
      return [['error.USAGE.title'], ['error.USAGE.happened', failure.params], null];
    case 'IMAGE_NOT_FOUND':
      return [
        ['error.IMAGE_NOT_FOUND.title'],
        ['error.IMAGE_NOT_FOUND.happened', failure.params],
        ['error.IMAGE_NOT_FOUND.cause'],
      ];
    case 'IMAGE_NOT_A_FILE':
      return [
        ['error.IMAGE_NOT_A_FILE.title'],
        ['error.IMAGE_NOT_A_FILE.happened', failure.params],
        ['error.IMAGE_NOT_A_FILE.cause'],
      ];
    case 'IMAGE_EMPTY':
      return [['error.IMAGE_EMPTY.title'], ['error.IMAGE_EMPTY.happened', failure.params], ['error.IMAGE_EMPTY.cause']];
    case 'IMAGE_UNREADABLE': {
      const { path, offsetBytes } = failure.params;
      const happened: Words =
        offsetBytes === null
          ? ['error.IMAGE_UNREADABLE.happened', { path }]
          : ['error.IMAGE_UNREADABLE.happenedAt', { path, offset: { exactBytes: offsetBytes } }];
      return [['error.IMAGE_UNREADABLE.title'], happened, unreadableCause(failure.cause)];
    }
    case 'IMAGE_TRUNCATED': {
      const { presentBytes, expectedBytes } = failure.params;
      const happened: Words =
        expectedBytes === null
          ? ['error.IMAGE_TRUNCATED.happenedUnknown', { present: { sizeBytes: presentBytes } }]
          : ['error.IMAGE_TRUNCATED.happened', { missing: { sizeBytes: expectedBytes - presentBytes } }];
      return [['error.IMAGE_TRUNCATED.title'], happened, ['error.IMAGE_TRUNCATED.cause']];
    }
    case 'IMAGE_CHANGED':
      return [
        ['error.IMAGE_CHANGED.title'],
        ['error.IMAGE_CHANGED.happened', failure.params],
        ['error.IMAGE_CHANGED.cause'],
      ];
    case 'IMAGE_UNKNOWN':
      return [
        ['error.IMAGE_UNKNOWN.title'],
        ['error.IMAGE_UNKNOWN.happened', failure.params],
        ['error.IMAGE_UNKNOWN.cause'],
      ];
    case 'IMAGE_AMBIGUOUS': {
      const { path, names } = failure.params;
      return [
        ['error.IMAGE_AMBIGUOUS.title'],
        ['error.IMAGE_AMBIGUOUS.happened', { path, names: { list: names } }],
        null,
      ];
    }
    case 'IMAGE_UNSUPPORTED':
      return [['error.IMAGE_UNSUPPORTED.title'], ['error.IMAGE_UNSUPPORTED.happened', failure.params], null];
    case 'IMAGE_NOT_RAW_WRITABLE':
      return [
        ['error.IMAGE_NOT_RAW_WRITABLE.title'],
        ['error.IMAGE_NOT_RAW_WRITABLE.happened', { system: systemWords(failure.params.system) }],
        ['error.IMAGE_NOT_RAW_WRITABLE.cause'],
      ];
    case 'DECOMPRESS_FAILED': {
      const { path, format, offsetBytes } = failure.params;
      return [
        ['error.DECOMPRESS_FAILED.title'],
        ['error.DECOMPRESS_FAILED.happened', { path, format, offset: { sizeBytes: offsetBytes } }],
        ['error.DECOMPRESS_FAILED.cause'],
      ];
    }
    case 'BLOCK_MAP_INVALID': {
      const { fileName: file, reason, imageBytes, mapBytes } = failure.params;
      // exact: they may differ by a few bytes
      const sizes = { image: { exactBytes: imageBytes ?? 0 }, map: { exactBytes: mapBytes ?? 0 } };
      return [
        ['error.BLOCK_MAP_INVALID.title'],
        reason === 'other-image'
          ? ['error.BLOCK_MAP_INVALID.other-image', { file, ...sizes }]
          : [`error.BLOCK_MAP_INVALID.${reason}`, { file }],
        reason === 'other-image' ? ['error.BLOCK_MAP_INVALID.cause'] : null,
      ];
    }
    case 'CHECKSUM_MISMATCH': {
      const { expected, actual } = failure.params;
      return [
        ['error.CHECKSUM_MISMATCH.title'],
        ['error.CHECKSUM_MISMATCH.happened', { expected: shortDigest(expected), actual: shortDigest(actual) }],
        ['error.CHECKSUM_MISMATCH.cause'],
      ];
    }
    case 'EMBEDDED_CHECKSUM_MISMATCH': {
      const { expected, actual } = failure.params;
      return [
        ['error.EMBEDDED_CHECKSUM_MISMATCH.title'],
        ['error.EMBEDDED_CHECKSUM_MISMATCH.happened', { expected: shortDigest(expected), actual: shortDigest(actual) }],
        ['error.EMBEDDED_CHECKSUM_MISMATCH.cause'],
      ];
    }
    case 'DOWNLOAD_FAILED':
      return downloadFailureParts(failure.params);
    case 'CATALOGUE_REFUSED':
      return [
        ['error.CATALOGUE_REFUSED.title'],
        [`error.CATALOGUE_REFUSED.${failure.params.reason}`],
        ['error.CATALOGUE_REFUSED.cause'],
      ];
    case 'FOLDER_NOT_WRITABLE':
      return [
        ['error.FOLDER_NOT_WRITABLE.title'],
        ['error.FOLDER_NOT_WRITABLE.happened', failure.params],
        ['error.FOLDER_NOT_WRITABLE.cause'],
      ];
    case 'CHECKSUM_FILE_INVALID': {
      const { fileName, reason, names } = failure.params;
      const happened: Words =
        reason === 'other-files'
          ? ['error.CHECKSUM_FILE_INVALID.otherFiles', { file: fileName, names: { list: names } }]
          : [`error.CHECKSUM_FILE_INVALID.${reason}`, { file: fileName }];
      return [['error.CHECKSUM_FILE_INVALID.title'], happened, null];
    }
    case 'SIGNATURE_INVALID': {
      const { fileName, reason } = failure.params;
      return [
        ['error.SIGNATURE_INVALID.title'],
        [`error.SIGNATURE_INVALID.${reason}`, { file: fileName }],
        reason === 'wrong' ? ['error.SIGNATURE_INVALID.cause'] : null,
      ];
    }
    case 'SIGNATURE_KEY_UNKNOWN': {
      const { fileName, keyIds } = failure.params;
      return [
        ['error.SIGNATURE_KEY_UNKNOWN.title'],
        ['error.SIGNATURE_KEY_UNKNOWN.happened', { file: fileName, keys: { list: keyIds } }],
        null,
      ];
    }
    case 'DISK_SPACE_LOCAL': {
      const { path, neededBytes } = failure.params;
      return [
        ['error.DISK_SPACE_LOCAL.title'],
        ['error.DISK_SPACE_LOCAL.happened', { path, needed: { sizeBytes: neededBytes } }],
        null,
      ];
    }
    case 'DRIVE_LIST_FAILED':
      return [['error.DRIVE_LIST_FAILED.title'], ['error.DRIVE_LIST_FAILED.happened', failure.params], null];
    case 'NOT_CONFIRMED':
      return [['error.NOT_CONFIRMED.title'], ['error.NOT_CONFIRMED.happened'], null];
    case 'ELEVATION_DENIED':
      return [['error.ELEVATION_DENIED.title'], ['error.ELEVATION_DENIED.happened'], ['error.ELEVATION_DENIED.cause']];
    case 'ELEVATION_UNAVAILABLE': {
      const { reason } = failure.params;
      return [
        ['error.ELEVATION_UNAVAILABLE.title'],
        ['error.ELEVATION_UNAVAILABLE.happened'],
        reason === '' ? null : ['error.ELEVATION_UNAVAILABLE.cause', { reason }],
      ];
    }
    case 'WORKER_LOST': {
      const { signal, exitCode } = failure.params;
      const happened: Words =
        signal !== null
          ? ['error.WORKER_LOST.happenedSignal', { signal }]
          : exitCode !== null
            ? ['error.WORKER_LOST.happenedExit', { exitCode }]
            : ['error.WORKER_LOST.happened'];
      return [['error.WORKER_LOST.title'], happened, ['error.WORKER_LOST.cause']];
    }
    case 'WORKER_PROTOCOL':
      return [
        ['error.WORKER_PROTOCOL.title'],
        ['error.WORKER_PROTOCOL.happened', failure.params],
        ['error.WORKER_PROTOCOL.cause'],
      ];
    case 'READER_LOST': {
      const { signal, exitCode } = failure.params;
      const happened: Words =
        signal !== null
          ? ['error.READER_LOST.happenedSignal', { signal }]
          : exitCode !== null
            ? ['error.READER_LOST.happenedExit', { exitCode }]
            : ['error.READER_LOST.happened'];
      return [['error.READER_LOST.title'], happened, ['error.READER_LOST.cause']];
    }
    case 'HOST_LOST':
      return [['error.HOST_LOST.title'], ['error.HOST_LOST.happened'], ['error.HOST_LOST.cause']];
    case 'NOT_ALLOWED':
      return [['error.NOT_ALLOWED.title'], ['error.NOT_ALLOWED.happened', failure.params], null];
    case 'INTERNAL':
      return [['error.INTERNAL.title'], ['error.INTERNAL.happened', failure.params], null];
    default:
      return driveFailureParts(failure, context);
  }
}

/** The first digits of a digest: enough to tell two apart. */
function shortDigest(digest: string): string {
  return digest.length > DIGEST_SHOWN ? `${digest.slice(0, DIGEST_SHOWN)}…` : digest;
}

function unreadableCause(cause: CauseRecord | undefined): Words | null {
  const osCode = osCodeOf(cause);
  if (osCode === 'EACCES' || osCode === 'EPERM') return ['error.IMAGE_UNREADABLE.denied'];
  return osCode === 'EIO' ? ['error.IMAGE_UNREADABLE.failing', { osCode }] : null;
}

function unknownCause(cause: CauseRecord | undefined): Words {
  const osCode = osCodeOf(cause);
  return osCode === null ? ['failure.noReason'] : ['failure.osCode', { osCode }];
}

/** The operating system's code, wherever in the chain it is. */
function osCodeOf(cause: CauseRecord | undefined): string | null {
  for (let record = cause; record !== undefined; record = record.cause) {
    if (record.osCode !== undefined) return record.osCode;
  }
  return null;
}
