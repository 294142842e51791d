import type { DownloadReason } from './download.ts';
import type { ChecksumRefusal } from './trust.ts';
import { z } from './zod.ts';

/** What can be offered to the user after a failure, best first. The words are in the language files. */
export const REMEDIES = [
  'choose-again',
  'check-permissions',
  'download-again',
  'extract-first',
  'other-tool',
  'check-expected',
  'give-checksum',
  'matching-map',
  'do-not-use',
  'other-checksum',
  'add-key',
  'retry-download',
  'use-file',
  'free-space',
  'other-folder',
  'retry',
  'replug',
  'other-port',
  'other-drive',
  'review-again',
  'choose-other-drive',
  'larger-drive',
  'check-switch',
  'close-programs',
  'try-again',
  'run-as-admin',
  'install-agent',
  'send-log',
  'reinstall',
  'write-again',
  'eject-by-hand',
  'fix-command',
  'reconnect',
] as const;
export type RemedyId = (typeof REMEDIES)[number];

/** When doing the same again can help. */
export type Retry = 'same' | 'after-remedy' | 'new-plan' | 'never';

interface CodeFacts {
  readonly remedies: readonly RemedyId[];
  readonly retry: Retry;
  /** Exit code of the CLI when this failure ends the run. */
  readonly exitCode: number;
}

/**
 * Every error code of the product: stable, never reused, never translated.
 *
 * CLI exit codes: 0 done and verified, 1 done but not verified on request, 2 usage, 3 refused for
 * safety, 4 verification or checksum failed, 5 elevation, 6 image, 7 drive, 8 network or space,
 * 9 worker, 70 bug, 130 cancelled.
 */
export const ERROR_CODES = {
  USAGE: { remedies: ['fix-command'], retry: 'never', exitCode: 2 },

  IMAGE_NOT_FOUND: { remedies: ['choose-again'], retry: 'after-remedy', exitCode: 6 },
  IMAGE_NOT_A_FILE: { remedies: ['choose-again'], retry: 'after-remedy', exitCode: 6 },
  IMAGE_EMPTY: { remedies: ['download-again', 'choose-again'], retry: 'after-remedy', exitCode: 6 },
  IMAGE_UNREADABLE: {
    remedies: ['choose-again', 'check-permissions'],
    retry: 'after-remedy',
    exitCode: 6,
  },
  IMAGE_TRUNCATED: { remedies: ['download-again'], retry: 'after-remedy', exitCode: 6 },
  IMAGE_CHANGED: { remedies: ['choose-again'], retry: 'new-plan', exitCode: 6 },
  IMAGE_UNKNOWN: { remedies: ['choose-again', 'extract-first'], retry: 'after-remedy', exitCode: 6 },
  IMAGE_AMBIGUOUS: { remedies: ['extract-first'], retry: 'after-remedy', exitCode: 6 },
  IMAGE_UNSUPPORTED: { remedies: ['extract-first', 'other-tool'], retry: 'never', exitCode: 6 },
  IMAGE_NOT_RAW_WRITABLE: { remedies: ['other-tool'], retry: 'never', exitCode: 6 },
  DECOMPRESS_FAILED: { remedies: ['download-again'], retry: 'after-remedy', exitCode: 6 },
  BLOCK_MAP_INVALID: { remedies: ['matching-map', 'download-again'], retry: 'after-remedy', exitCode: 6 },

  CHECKSUM_MISMATCH: {
    remedies: ['download-again', 'check-expected'],
    retry: 'after-remedy',
    exitCode: 4,
  },

  EMBEDDED_CHECKSUM_MISMATCH: { remedies: ['download-again', 'give-checksum'], retry: 'after-remedy', exitCode: 4 },

  DOWNLOAD_FAILED: { remedies: ['retry-download', 'use-file'], retry: 'same', exitCode: 8 },
  CHECKSUM_FILE_INVALID: { remedies: ['check-expected', 'other-checksum'], retry: 'after-remedy', exitCode: 6 },
  SIGNATURE_INVALID: { remedies: ['download-again', 'do-not-use'], retry: 'after-remedy', exitCode: 4 },
  SIGNATURE_KEY_UNKNOWN: { remedies: ['add-key'], retry: 'after-remedy', exitCode: 4 },

  DISK_SPACE_LOCAL: { remedies: ['free-space', 'other-folder'], retry: 'after-remedy', exitCode: 8 },
  CATALOGUE_REFUSED: { remedies: ['use-file'], retry: 'never', exitCode: 4 },
  FOLDER_NOT_WRITABLE: { remedies: ['other-folder', 'check-permissions'], retry: 'after-remedy', exitCode: 8 },

  DRIVE_LIST_FAILED: { remedies: ['check-permissions', 'retry'], retry: 'same', exitCode: 7 },
  DRIVE_NOT_FOUND: { remedies: ['replug', 'choose-other-drive'], retry: 'after-remedy', exitCode: 7 },
  DRIVE_GONE: { remedies: ['replug', 'other-port'], retry: 'new-plan', exitCode: 7 },
  DRIVE_CHANGED: { remedies: ['review-again'], retry: 'new-plan', exitCode: 3 },
  DRIVE_PROTECTED: { remedies: ['choose-other-drive'], retry: 'never', exitCode: 3 },
  /** It may not even be looked at. */
  CONTENTS_REFUSED: { remedies: [], retry: 'never', exitCode: 3 },
  DRIVE_NEEDS_CODE: { remedies: ['review-again'], retry: 'after-remedy', exitCode: 3 },
  DRIVE_TOO_SMALL: { remedies: ['larger-drive'], retry: 'never', exitCode: 3 },
  DRIVE_READ_ONLY: {
    remedies: ['check-switch', 'choose-other-drive'],
    retry: 'after-remedy',
    exitCode: 7,
  },
  DRIVE_FALSE_CAPACITY: { remedies: ['do-not-use'], retry: 'never', exitCode: 4 },
  DRIVE_IN_USE: { remedies: ['close-programs'], retry: 'same', exitCode: 7 },
  DRIVE_LOCK_FAILED: { remedies: ['close-programs', 'replug'], retry: 'same', exitCode: 7 },
  DRIVE_OPEN_FAILED: { remedies: ['check-permissions', 'replug'], retry: 'same', exitCode: 7 },
  NOT_CONFIRMED: { remedies: ['review-again'], retry: 'same', exitCode: 3 },

  ELEVATION_DENIED: { remedies: ['try-again'], retry: 'same', exitCode: 5 },
  ELEVATION_UNAVAILABLE: {
    remedies: ['run-as-admin', 'install-agent'],
    retry: 'after-remedy',
    exitCode: 5,
  },
  WORKER_LOST: { remedies: ['try-again', 'send-log'], retry: 'new-plan', exitCode: 9 },
  WORKER_PROTOCOL: { remedies: ['reinstall', 'send-log'], retry: 'never', exitCode: 9 },
  READER_LOST: { remedies: ['try-again', 'send-log'], retry: 'new-plan', exitCode: 9 },

  WRITE_IO: { remedies: ['replug', 'other-port', 'other-drive'], retry: 'new-plan', exitCode: 7 },
  WRITE_STALLED: { remedies: ['other-port', 'other-drive'], retry: 'new-plan', exitCode: 7 },
  FLUSH_FAILED: { remedies: ['other-drive'], retry: 'new-plan', exitCode: 7 },
  READ_IO: { remedies: ['other-drive'], retry: 'new-plan', exitCode: 7 },
  VERIFY_MISMATCH: { remedies: ['write-again', 'other-drive'], retry: 'same', exitCode: 4 },
  EJECT_FAILED: { remedies: ['eject-by-hand'], retry: 'same', exitCode: 0 },

  HOST_LOST: { remedies: ['reconnect'], retry: 'same', exitCode: 9 },
  NOT_ALLOWED: { remedies: [], retry: 'never', exitCode: 3 },
  INTERNAL: { remedies: ['send-log'], retry: 'never', exitCode: 70 },
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Why a drive may not be written. Sentences: the language files; rules: `engine/drive/protection.ts`. */
export const PROTECTION_CODES = [
  'system',
  'pool-member',
  'swap',
  'source',
  'own-data',
  'read-only',
  'too-small',
  'no-medium',
  'other-job',
  'internal',
  'huge',
  'virtual',
  'not-a-drive',
  'partition',
] as const;
export type ProtectionCode = (typeof PROTECTION_CODES)[number];

/** A byte range that differs, counted from the start of the drive. `lengthBytes` > 0. */
export interface ByteRange {
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Why a block map (.bmap) cannot be used. */
export const BLOCK_MAP_REASONS = [
  'unreadable',
  /** Other text, broken XML, ranges that contradict each other. */
  'damaged',
  /** Its checksum of itself differs. */
  'own-checksum',
  /** Its image has another size. */
  'other-image',
  'version',
  /** It lists ranges without their checksums: there is nothing to compare. */
  'no-checksums',
] as const;
export type BlockMapReason = (typeof BLOCK_MAP_REASONS)[number];

/** Parameters of each code: numbers with units, names, ids; never sentences. */
export interface ErrorParams {
  readonly USAGE: { readonly problem: string; readonly value: string };
  readonly IMAGE_NOT_FOUND: { readonly path: string };
  readonly IMAGE_NOT_A_FILE: { readonly path: string; readonly kind: string };
  readonly IMAGE_EMPTY: { readonly path: string };
  readonly IMAGE_UNREADABLE: { readonly path: string; readonly offsetBytes: number | null };
  readonly IMAGE_TRUNCATED: {
    readonly path: string;
    readonly presentBytes: number;
    /** null where the container only says "more should follow". */
    readonly expectedBytes: number | null;
    readonly saidBy: string;
  };
  readonly IMAGE_CHANGED: { readonly path: string };
  readonly IMAGE_UNKNOWN: { readonly path: string };
  readonly IMAGE_AMBIGUOUS: { readonly path: string; readonly names: readonly string[] };
  readonly IMAGE_UNSUPPORTED: { readonly path: string; readonly format: string };
  readonly IMAGE_NOT_RAW_WRITABLE: {
    readonly path: string;
    /** Whose setup medium it is; null: some bootable disc. */
    readonly system: 'esxi' | 'windows' | null;
  };
  readonly DECOMPRESS_FAILED: {
    readonly path: string;
    readonly format: string;
    /** Bytes that had come out of the decoder before the damage was met. */
    readonly offsetBytes: number;
  };
  readonly BLOCK_MAP_INVALID: {
    /** Of the map. */
    readonly fileName: string;
    readonly reason: BlockMapReason;
    /** Sizes that differ; null: not what is wrong. */
    readonly imageBytes: number | null;
    readonly mapBytes: number | null;
  };
  readonly CHECKSUM_MISMATCH: { readonly expected: string; readonly actual: string };
  /** MD5 values of the checksum that an ISO carries in itself. */
  readonly EMBEDDED_CHECKSUM_MISMATCH: { readonly expected: string; readonly actual: string };
  readonly DOWNLOAD_FAILED: {
    /** Without user-info and query. */
    readonly address: string;
    readonly reason: DownloadReason;
    /** Of the last answer; null where there was none. */
    readonly httpStatus: number | null;
    readonly doneBytes: number;
    readonly totalBytes: number | null;
  };
  /** `signature`: not the project's; `format`: cannot be read; `older`: than the list in use. */
  readonly CATALOGUE_REFUSED: { readonly reason: 'signature' | 'format' | 'older' };
  readonly FOLDER_NOT_WRITABLE: { readonly path: string };
  readonly CHECKSUM_FILE_INVALID: {
    readonly fileName: string;
    readonly reason: ChecksumRefusal | 'unreadable' | 'too-large' | 'not-found';
    /** Names the file has lines for. */
    readonly names: readonly string[];
  };
  readonly SIGNATURE_INVALID: {
    /** The file the signature is in. */
    readonly fileName: string;
    readonly reason: 'wrong' | 'weak' | 'unreadable' | 'missing';
  };
  readonly SIGNATURE_KEY_UNKNOWN: { readonly fileName: string; readonly keyIds: readonly string[] };
  readonly DISK_SPACE_LOCAL: { readonly path: string; readonly neededBytes: number };
  readonly DRIVE_LIST_FAILED: { readonly reason: string };
  readonly DRIVE_NOT_FOUND: { readonly drive: string };
  readonly DRIVE_GONE: { readonly drive: string };
  readonly DRIVE_CHANGED: { readonly drive: string; readonly changed: readonly string[] };
  readonly DRIVE_PROTECTED: {
    readonly drive: string;
    readonly reasons: readonly ProtectionCode[];
    readonly detail: string;
  };
  readonly CONTENTS_REFUSED: { readonly drive: string; readonly reasons: readonly ProtectionCode[] };
  readonly DRIVE_NEEDS_CODE: { readonly drive: string; readonly code: string };
  readonly DRIVE_TOO_SMALL: {
    readonly drive: string;
    readonly neededBytes: number;
    readonly driveBytes: number;
  };
  readonly DRIVE_READ_ONLY: { readonly drive: string };
  readonly DRIVE_FALSE_CAPACITY: {
    readonly drive: string;
    readonly claimedBytes: number;
    /** What can be relied on at most, as far as known; null: nothing that was written came back. */
    readonly realBytes: number | null;
    /** `wraps`: addresses begin again; `drops`: writes are forgotten; `errors`: they are refused. */
    readonly pattern: 'wraps' | 'drops' | 'errors';
  };
  readonly DRIVE_IN_USE: {
    readonly drive: string;
    readonly mountPoint: string;
    readonly usedBy: readonly string[];
  };
  readonly DRIVE_LOCK_FAILED: { readonly drive: string; readonly usedBy: readonly string[] };
  readonly DRIVE_OPEN_FAILED: { readonly drive: string };
  readonly NOT_CONFIRMED: Record<string, never>;
  readonly ELEVATION_DENIED: Record<string, never>;
  readonly ELEVATION_UNAVAILABLE: { readonly reason: string; readonly command: string };
  readonly WORKER_LOST: { readonly signal: string | null; readonly exitCode: number | null };
  readonly WORKER_PROTOCOL: { readonly problem: string };
  readonly READER_LOST: { readonly signal: string | null; readonly exitCode: number | null };
  readonly WRITE_IO: { readonly drive: string; readonly offsetBytes: number };
  readonly WRITE_STALLED: {
    readonly drive: string;
    readonly offsetBytes: number;
    readonly stalledMs: number;
  };
  readonly FLUSH_FAILED: { readonly drive: string };
  readonly READ_IO: { readonly drive: string; readonly offsetBytes: number };
  readonly VERIFY_MISMATCH: {
    readonly drive: string;
    /** At most 100 ranges, first ones first; `rangeCount` is the true number. */
    readonly ranges: readonly ByteRange[];
    readonly rangeCount: number;
    readonly differingBytes: number;
  };
  readonly EJECT_FAILED: { readonly drive: string; readonly usedBy: readonly string[] };
  readonly HOST_LOST: Record<string, never>;
  readonly NOT_ALLOWED: { readonly reason: string };
  readonly INTERNAL: { readonly detail: string };
}

/** A lower layer's error as it was: never relabelled, kept for the details and the log. */
export interface CauseRecord {
  readonly name: string;
  readonly message: string;
  /** Operating system code such as `EIO`, where there is one. */
  readonly osCode?: string | undefined;
  readonly stack?: string | undefined;
  readonly cause?: CauseRecord | undefined;
}

export interface Where {
  readonly process: 'host' | 'reader' | 'worker';
  readonly operation: string;
  readonly driveId?: string | undefined;
}

/** A failure the user or a caller can act on. Crosses processes as plain JSON. */
export type AppFailure = {
  readonly [C in ErrorCode]: {
    readonly code: C;
    readonly params: ErrorParams[C];
    readonly where: Where;
    /** For logs and developers, in English; users read the language files. */
    readonly message: string;
    readonly cause?: CauseRecord | undefined;
    readonly remedies: readonly RemedyId[];
    readonly retry: Retry;
    /**
     * True only while the drive it is about holds what it held before: no byte had been written to it, or only the marks of
     * the capacity probe, which were taken back and read again.
     */
    readonly nothingWritten: boolean;
  };
}[ErrorCode];

const causeSchema: z.ZodType<CauseRecord> = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    message: z.string(),
    osCode: z.string().optional(),
    stack: z.string().optional(),
    cause: causeSchema.optional(),
  }),
);

/**
 * Shape of a failure on the wire. `params` is checked to be a plain object only: the sender is our
 * own code of the same protocol version, and a reader must not lose an error over a detail of it.
 */
export const failureSchema = z
  .strictObject({
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    params: z.record(z.string(), z.unknown()),
    where: z.strictObject({
      process: z.enum(['host', 'reader', 'worker']),
      operation: z.string(),
      driveId: z.string().optional(),
    }),
    message: z.string(),
    cause: causeSchema.optional(),
    remedies: z.array(z.enum(REMEDIES)).readonly(),
    retry: z.enum(['same', 'after-remedy', 'new-plan', 'never']),
    nothingWritten: z.boolean(),
  })
  .transform((value) => value as unknown as AppFailure);
