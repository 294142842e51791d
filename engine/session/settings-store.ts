import { join } from 'node:path';
import { DEFAULT_SETTINGS, type SettingChanges, type Settings } from '#contract/settings.ts';
import { storedSettingsSchema } from '#contract/settings-schema.ts';
import { readJson, writeJson } from './json-file.ts';

/** The user's settings in `<folder>/settings.json`. A damaged or missing file means the defaults. */
export class SettingsStore {
  readonly #path: string;
  #settings: Settings = DEFAULT_SETTINGS;
  #saving: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.#path = join(folder, 'settings.json');
  }

  get current(): Settings {
    return this.#settings;
  }

  async load(): Promise<void> {
    const stored = await readJson(this.#path).catch(() => undefined); // unreadable: the defaults serve
    this.#settings = storedSettingsSchema.parse(stored ?? DEFAULT_SETTINGS);
  }

  /** Changes apply at once; they are saved one after the other. Rejects with the system's error when not saved. */
  async change(changes: SettingChanges): Promise<Settings> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(given) };
    const settings = this.#settings;
    this.#saving = this.#saving.catch(() => {}).then(() => writeJson(this.#path, settings));
    await this.#saving;
    return settings;
  }
}
