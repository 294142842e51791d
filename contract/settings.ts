/** Types and constants of the settings; schema in settings-schema.ts. Nothing here can weaken a protection. */

export const LANGUAGES = ['system', 'en', 'ja'] as const;
export const APPEARANCES = ['system', 'light', 'dark'] as const;
export const UNITS = ['decimal', 'binary'] as const;

/** What a person can set; changes apply at once (ux.md 4.10). */
export interface Settings {
  readonly language: (typeof LANGUAGES)[number];
  readonly appearance: (typeof APPEARANCES)[number];
  /** Read everything back and compare: what Review starts with. */
  readonly verify: boolean;
  /** Eject when finished: what Review starts with. */
  readonly eject: boolean;
  readonly sound: boolean;
  /** Drives larger than this ask for their code. */
  readonly largeDriveBytes: number;
  /** How sizes are shown in details; the drive list is always decimal, as printed on the sticks. */
  readonly units: (typeof UNITS)[number];
  /** Go online now and then to look for a newer version of the program; where it can be updated. */
  readonly lookForUpdates: boolean;
  /** Receipts older than this many days are deleted; null keeps them. */
  readonly keepReceiptsDays: number | null;
  /** Absolute folder for downloaded images; null: the user's Downloads. */
  readonly downloadFolder: string | null;
  /** Where a newer list of images is fetched; null: nowhere. */
  readonly catalogueUrl: string | null;
  /** The list of images may be brought up to date without asking. Off: nothing goes online by itself. */
  readonly refreshCatalogue: boolean;
}

/** Some settings; what is missing or undefined stays as it is. */
export type SettingChanges = { readonly [K in keyof Settings]?: Settings[K] | undefined };

/** Smallest and largest value of `largeDriveBytes`. */
export const LARGE_DRIVE_MIN_BYTES = 1e9;
export const LARGE_DRIVE_MAX_BYTES = 2e12;

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  appearance: 'system',
  verify: true,
  eject: true,
  sound: false,
  largeDriveBytes: 256e9,
  units: 'decimal',
  lookForUpdates: false,
  keepReceiptsDays: 90,
  downloadFolder: null,
  catalogueUrl: null,
  refreshCatalogue: false,
};
