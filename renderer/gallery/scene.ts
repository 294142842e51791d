import type { Abilities, ConnectionState } from '#contract/host.ts';
import type { AppInfo } from '#contract/methods.ts';
import type { DrivesState, ImageState, SessionState } from '#contract/session.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import type { Answers } from '../host/memory-host.ts';
import type { Key } from '../i18n/keys.ts';
import { type AppState, INITIAL_STATE } from '../state/app-state.ts';
import { KINGSTON, LOCKED, SAMSUNG, SANDISK } from './sample-drives.ts';
import { PROXMOX } from './sample-image.ts';

/** One state of one screen, ready to be shown. */
export interface Scene {
  readonly name: string;
  readonly state: AppState;
  readonly abilities: Abilities;
  readonly answers: Answers;
  /** Buttons to press after it is shown, by the key of their words; `drives.partitions` opens the first details. */
  readonly press: readonly Key[];
  /** The host does not know the page. */
  readonly isRefused: boolean;
  /** A file hangs over the window. */
  readonly isDragging: boolean;
}

const WEB: Abilities = {
  canChooseFile: false,
  canBrowse: true,
  canTakeFile: true,
  isFileCopied: true,
  canPractice: true,
  canNotify: false,
  canStayAwake: true,
};

const INFO: AppInfo = {
  name: 'stickwright',
  version: '0.1.0',
  machineName: 'bench-01',
  isRemote: false,
  platform: 'linux',
  systemLanguage: 'en',
  abilities: WEB,
  isDemo: false,
};

interface SceneParts {
  readonly image?: ImageState;
  readonly drives?: DrivesState;
  readonly session?: Partial<SessionState>;
  readonly info?: Partial<AppInfo>;
  readonly connection?: ConnectionState;
  readonly state?: Partial<AppState>;
  readonly abilities?: Partial<Abilities>;
  readonly answers?: Answers;
  readonly press?: readonly Key[];
  readonly isRefused?: boolean;
  readonly isDragging?: boolean;
}

export const MIXED: DrivesState = { state: 'listed', drives: [SANDISK, KINGSTON, SAMSUNG, ...LOCKED] };

const NOTHING: DrivesState = { state: 'listed', drives: [] };

/** A scene from what differs from a fresh page with no image and three sticks. */
export function scene(name: string, parts: SceneParts = {}): Scene {
  const drives = parts.drives ?? { state: 'listed', drives: [SANDISK, KINGSTON, SAMSUNG] };
  const session: SessionState = {
    image: parts.image ?? { state: 'none' },
    plans: [],
    jobId: null,
    settings: DEFAULT_SETTINGS,
    look: null,
    receiptsRevision: 1,
    update: null,
    ...parts.session,
  };
  const listed = drives.state === 'listed' ? drives : NOTHING;
  const appearedAtMs = Object.fromEntries((listed.state === 'listed' ? listed.drives : []).map(({ id }) => [id, null]));
  return {
    name,
    abilities: { ...WEB, ...parts.abilities },
    answers: {
      'app.info': () => ({ ...INFO, ...parts.info }),
      'image.recent': () => [
        {
          path: PROXMOX.path,
          name: PROXMOX.name,
          sizeBytes: 1,
          usedAt: new Date(Date.now() - 86_400_000).toISOString(),
        },
        {
          path: '/srv/iso/debian',
          name: 'debian-13.2.0-amd64-netinst.iso',
          sizeBytes: 1,
          usedAt: '2026-11-12T10:00:00Z',
        },
      ],
      'log.write': () => null,
      'job.dismiss': () => null,
      ...parts.answers,
    },
    state: {
      ...INITIAL_STATE,
      connection: parts.connection ?? 'connected',
      info: { ...INFO, ...parts.info },
      session,
      drives,
      appearedAtMs,
      ...parts.state,
    },
    press: parts.press ?? [],
    isRefused: parts.isRefused ?? false,
    isDragging: parts.isDragging ?? false,
  };
}
