import type { CatalogueView } from './catalogue.ts';
import type { DriveContents } from './contents.ts';
import type { Abilities } from './host.ts';
import type { Receipt } from './job.ts';
import type { ReceiptWords } from './receipt-words.ts';
import type { ImageState, PlanSummary } from './session.ts';
import type { SettingChanges, Settings } from './settings.ts';
import type { ChecksumRefusal, TrustOutcome } from './trust.ts';

/** Facts of the program that do not change while it runs. */
export interface AppInfo {
  readonly name: 'stickwright';
  readonly version: string;
  /** Name of the computer the drives are plugged into, cleaned. */
  readonly machineName: string;
  /** The page is on another computer, as far as the host can tell. */
  readonly isRemote: boolean;
  /** `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** BCP 47 tag of the system the host runs on; a browser's own language goes before it. */
  readonly systemLanguage: string;
  readonly abilities: Abilities;
  /** Demo: no real drives are touched. */
  readonly isDemo: boolean;
}

export interface Folder {
  /** Absolute, with links resolved. */
  readonly path: string;
  /** Last part, cleaned. */
  readonly name: string;
}

export interface BrowsedFile extends Folder {
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly modifiedAtMs: number;
  /** Its name looks like an image or a packed image. */
  readonly isLikelyImage: boolean;
}

/** One folder of the host, folders first, names in natural order; at most 5000 entries. */
export interface FolderListing {
  readonly folder: Folder;
  readonly parent: string | null;
  readonly folders: readonly Folder[];
  readonly files: readonly BrowsedFile[];
  /** There are more entries than are listed. */
  readonly isCut: boolean;
}

/** A place worth offering first. */
export interface BrowseRoot extends Folder {
  readonly kind: 'home' | 'downloads' | 'computer' | 'volume' | 'images';
}

export interface RecentImage extends Folder {
  readonly sizeBytes: number;
  readonly usedAt: string;
}

/** Whether text given as a checksum could be used. */
export type ExpectAnswer =
  | { readonly isAccepted: true }
  | {
      readonly isAccepted: false;
      readonly reason: ChecksumRefusal;
      /** Names the file has lines for, cleaned, at most 10. */
      readonly names: readonly string[];
    };

export interface ReceiptEntry {
  readonly jobId: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly mode: Receipt['mode'];
  readonly outcome: Receipt['outcome'];
  readonly imageName: string;
  readonly drives: readonly {
    readonly name: string;
    readonly maskedSerial: string | null;
    readonly outcome: Receipt['drives'][number]['outcome'];
  }[];
}

export interface ExportedReceipt {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: string;
}

type Nothing = Readonly<Record<string, never>>;
/** By drive id: the code as typed. Case, width (NFKC) and blanks around it do not matter. */
type Codes = Readonly<Record<string, string>>;

/** Every request: name → parameters and result. Failures named here are those a page must expect. */
/** The newest lines, oldest first; each is one JSON object where nothing went wrong with it. */
export interface LogView {
  readonly lines: readonly string[];
  /** The file they are kept in, the home folder as `~`; null where they are not. */
  readonly path: string | null;
}

export interface Methods {
  'app.info': { params: Nothing; result: AppInfo };

  /** Chooses an image by its path on the host. Resolves once it is `ready` or `rejected`, or another took its place. */
  'image.inspect': { params: { readonly path: string }; result: ImageState };
  /**
   * Goes online: looks at an address. Resolves once it is `downloadOffered` or `rejected`, or another took its place.
   * `expectedDigest`: SHA-256 or SHA-512, 64 or 128 hex digits; the user-info and query of `url` are never told again.
   */
  'image.fromUrl': {
    params: { readonly url: string; readonly expectedDigest: string | null };
    result: ImageState;
  };
  /**
   * Goes online: downloads what was offered, or goes on where it was paused. `isKept` false: the image is written straight
   * from the server, where that can be done. `folder` null: the one that was offered. Resolves at once. NOT_ALLOWED where
   * nothing is offered.
   */
  'image.download': { params: { readonly folder: string | null; readonly isKept: boolean }; result: null };
  /** The list of images; goes nowhere. */
  'catalogue.list': { params: Nothing; result: CatalogueView };
  /** Goes online: a newer list from the address in the settings. CATALOGUE_REFUSED, DOWNLOAD_FAILED, NOT_ALLOWED without one. */
  'catalogue.refresh': { params: Nothing; result: CatalogueView };
  /** Goes online: looks up where an entry's image is now, and looks at it, as `image.fromUrl`. NOT_ALLOWED for unknown ids. */
  'image.fromCatalogue': { params: { readonly id: string }; result: ImageState };
  /** Stops the download; what is there is kept. `image.clear` deletes it. */
  'image.pauseDownload': { params: Nothing; result: null };
  /** Forgets the image; stops inspecting, hashing and uploading. NOT_ALLOWED while a job runs. */
  'image.clear': { params: Nothing; result: null };
  /** Ability `canBrowse`. `null`: the folder used last, or home. IMAGE_NOT_FOUND, IMAGE_UNREADABLE with the folder's path. */
  'image.browse': { params: { readonly folder: string | null }; result: FolderListing };
  'image.roots': { params: Nothing; result: readonly BrowseRoot[] };
  /** Newest first, at most 10; files that are gone are left out. */
  'image.recent': { params: Nothing; result: readonly RecentImage[] };
  /** Ability `canChooseFile`: the system's dialog. The path, or null when it was closed. Choose it by `image.inspect`. */
  'image.choose': { params: Nothing; result: string | null };
  /** Starts the SHA-256 of the chosen image; topic `session` shows how it goes. Nothing happens where it is known. */
  'image.digest': { params: Nothing; result: null };
  'image.stopDigest': { params: Nothing; result: null };
  /** A pasted SHA-256 or SHA-512, or the text of a checksum file (GNU, BSD, one bare digest). Starts the digest where needed. */
  'image.expect': { params: { readonly text: string; readonly fileName: string | null }; result: ExpectAnswer };
  /**
   * Checksum files, detached or enclosing OpenPGP signatures, and public keys, each told by its contents; together with what
   * was given before. Keys stay for the session and are the user's choice. A block map (.bmap) is held against the image in
   * every pass: BLOCK_MAP_INVALID. One outcome per file, in their order.
   */
  'image.addTrust': {
    params: { readonly files: readonly { readonly name: string; readonly base64: string }[] };
    result: readonly TrustOutcome[];
  };
  /** Takes away everything that was given for checking; also after a bad signature. */
  'image.forgetExpected': { params: Nothing; result: null };
  /** Allows a raw copy of the chosen image although it starts on few computers then, or takes that back. NOT_ALLOWED. */
  'image.allowRaw': { params: { readonly isAllowed: boolean }; result: null };

  'drives.rescan': { params: Nothing; result: null };
  /**
   * Looks at what is on a drive, mounted or not; writes nothing. Asks for permission where it is needed; topic `session` shows
   * how it goes. null: it was stopped. CONTENTS_REFUSED, ELEVATION_*, DRIVE_*, READ_IO, NOT_ALLOWED while another look is under
   * way or the drive is being written.
   */
  'drive.contents': { params: { readonly driveId: string }; result: DriveContents | null };
  /** Stops the look that is under way. */
  'drive.stopContents': { params: Nothing; result: null };
  /** EJECT_FAILED, DRIVE_NOT_FOUND, NOT_ALLOWED while it is being written. */
  'drive.eject': { params: { readonly driveId: string }; result: null };
  /** Ability `canPractice`: a file that is treated as a drive, in the user's own folder. */
  'practice.create': { params: { readonly sizeBytes: number }; result: { readonly driveId: string } };
  /** Deletes a practice drive that `practice.create` made. */
  'practice.remove': { params: { readonly driveId: string }; result: null };

  /**
   * Lists the drives anew and freezes image and drives for Review. An id that is gone stands for the same stick plugged
   * in again (same maker, model, serial and size). `codes` only for drives whose protection is lifted by hand.
   * First refusal: IMAGE_* (IMAGE_NOT_RAW_WRITABLE unless `image.allowRaw`), CHECKSUM_MISMATCH, DRIVE_NOT_FOUND, DRIVE_PROTECTED, DRIVE_TOO_SMALL, DRIVE_READ_ONLY,
   * DRIVE_NEEDS_CODE.
   */
  'plan.make': {
    params: {
      readonly mode: 'write' | 'verify';
      readonly driveIds: readonly string[];
      readonly codes: Codes;
      /** Mode `write`: drives that hold a part of the image from a try that was cut short go on from there. */
      readonly isContinued?: boolean | undefined;
      /** Mode `verify`: compare with the receipt of this job; no image is needed. NOT_ALLOWED where it says too little. */
      readonly recheckOf?: string | undefined;
    };
    result: PlanSummary;
  };
  /**
   * DANGER: starts the job that erases the drives of the plan. Image and drives are looked at again first: DRIVE_CHANGED,
   * IMAGE_CHANGED and every refusal of `plan.make`; a plan that is stale or gone is DRIVE_CHANGED with no fields.
   */
  'plan.confirm': {
    params: {
      readonly planId: string;
      readonly codes: Codes;
      readonly verify: boolean;
      readonly eject: boolean;
    };
    result: { readonly jobId: string };
  };

  /** Stops everything, or one drive: during writing it is left blank, during reading back it ends `unverified`. */
  'job.cancel': { params: { readonly driveId: string | null }; result: null };
  /** Ends the reading back; what is written is finished and ends `unverified`. */
  'job.skipVerify': { params: { readonly driveId: string | null }; result: null };
  /** Takes an ended job off every window. Nothing happens where none ended. */
  'job.dismiss': { params: Nothing; result: null };

  /** Newest first. */
  'receipts.list': { params: Nothing; result: readonly ReceiptEntry[] };
  /** null where there is none of that id. */
  'receipts.get': { params: { readonly jobId: string }; result: Receipt | null };
  'receipts.delete': { params: { readonly jobIds: readonly string[] }; result: null };
  /** `words` are needed for html and text. The receipt of a running session's job too. null where there is none. */
  'receipts.export': {
    params: {
      readonly jobId: string;
      readonly format: 'json' | 'html' | 'text';
      readonly words: ReceiptWords | null;
    };
    result: ExportedReceipt | null;
  };

  'settings.get': { params: Nothing; result: Settings };
  /** Changes some; the rest stays. Topic `session` tells every window. */
  'settings.set': { params: { readonly changes: SettingChanges }; result: Settings };

  /** Goes online to look for a newer version; topic `session` shows what comes of it. NOT_ALLOWED where `update` is null. */
  'update.look': { params: Nothing; result: null };
  /** Downloads the version that is available. NOT_ALLOWED while a job runs. */
  'update.get': { params: Nothing; result: null };
  /** Ends the program, installs and starts again. NOT_ALLOWED while a job runs. */
  'update.install': { params: Nothing; result: null };
  /** Not this version; nothing is downloaded or installed. */
  'update.refuse': { params: Nothing; result: null };

  /** A line of the page for the log of this run. */
  'log.write': {
    params: { readonly level: 'error' | 'warn' | 'info'; readonly operation: string; readonly message: string };
    result: null;
  };
  /** What is in the log, as it would be sent to the makers. */
  'log.read': { params: Nothing; result: LogView };
}

export type MethodName = keyof Methods;
export type ParamsOf<M extends MethodName> = Methods[M]['params'];
export type ResultOf<M extends MethodName> = Methods[M]['result'];
