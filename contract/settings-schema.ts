import { z } from './zod.ts';
import {
  APPEARANCES,
  DEFAULT_SETTINGS,
  LANGUAGES,
  LARGE_DRIVE_MAX_BYTES,
  LARGE_DRIVE_MIN_BYTES,
  type Settings,
  UNITS,
} from './settings.ts';

/** Each key on its own, so that one bad value in a file does not cost the others. */
export const settingSchemas = {
  language: z.enum(LANGUAGES),
  appearance: z.enum(APPEARANCES),
  verify: z.boolean(),
  eject: z.boolean(),
  sound: z.boolean(),
  largeDriveBytes: z.number().int().min(LARGE_DRIVE_MIN_BYTES).max(LARGE_DRIVE_MAX_BYTES),
  units: z.enum(UNITS),
  lookForUpdates: z.boolean(),
  keepReceiptsDays: z.number().int().min(1).max(3650).nullable(),
  downloadFolder: z.string().min(1).max(32_768).nullable(),
  catalogueUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
  refreshCatalogue: z.boolean(),
} satisfies { readonly [K in keyof Settings]: z.ZodType<Settings[K]> };

/** Some settings; unknown keys are refused. */
export const settingChangesSchema = z.strictObject(settingSchemas).partial();

/** Settings as read from a file: what is missing, unknown or out of range is replaced by its default. */
export const storedSettingsSchema = z
  .object({
    language: settingSchemas.language.catch(DEFAULT_SETTINGS.language),
    appearance: settingSchemas.appearance.catch(DEFAULT_SETTINGS.appearance),
    verify: settingSchemas.verify.catch(DEFAULT_SETTINGS.verify),
    eject: settingSchemas.eject.catch(DEFAULT_SETTINGS.eject),
    sound: settingSchemas.sound.catch(DEFAULT_SETTINGS.sound),
    largeDriveBytes: settingSchemas.largeDriveBytes.catch(DEFAULT_SETTINGS.largeDriveBytes),
    units: settingSchemas.units.catch(DEFAULT_SETTINGS.units),
    lookForUpdates: settingSchemas.lookForUpdates.catch(DEFAULT_SETTINGS.lookForUpdates),
    keepReceiptsDays: settingSchemas.keepReceiptsDays.catch(DEFAULT_SETTINGS.keepReceiptsDays),
    downloadFolder: settingSchemas.downloadFolder.catch(DEFAULT_SETTINGS.downloadFolder),
    catalogueUrl: settingSchemas.catalogueUrl.catch(DEFAULT_SETTINGS.catalogueUrl),
    refreshCatalogue: settingSchemas.refreshCatalogue.catch(DEFAULT_SETTINGS.refreshCatalogue),
  })
  .catch(DEFAULT_SETTINGS);
