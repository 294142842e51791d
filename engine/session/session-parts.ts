import { homedir } from 'node:os';
import { join } from 'node:path';
import type { JobSnapshot, JobTopicEvent } from '#contract/job-view.ts';
import type { ImageState, SessionState } from '#contract/session.ts';
import type { Topics } from '#contract/topics.ts';
import type { Engine, ListQuery } from '../ports.ts';
import { CatalogueStore } from '../catalogue/catalogue-store.ts';
import { downloadsFolder } from '../source/downloads-folder.ts';
import { ChosenImage } from './chosen-image.ts';
import { DriveList } from './drive-list.ts';
import { jobLogEntries } from './job-log.ts';
import { DriveLook } from './drive-look.ts';
import { LogLines } from './log-lines.ts';
import { Plans } from './plans.ts';
import { PracticeDrives } from './practice-drives.ts';
import { ReceiptsStore } from './receipts-store.ts';
import { RecentImages } from './recent-images.ts';
import { RunningJob } from './running-job.ts';
import type { SessionPorts } from './session-ports.ts';
import { SettingsStore } from './settings-store.ts';
import { Topic } from './topic.ts';
import { UploadFolder } from './upload-folder.ts';

/** What a session consists of, wired so that a change of one part reaches the others. */
export class SessionParts {
  readonly engine: Engine;
  readonly ports: SessionPorts;
  readonly image: ChosenImage;
  readonly drives: DriveList;
  readonly look: DriveLook;
  readonly plans: Plans;
  readonly job: RunningJob;
  readonly receipts: ReceiptsStore;
  readonly recent: RecentImages;
  readonly settings: SettingsStore;
  readonly uploads: UploadFolder;
  readonly practice: PracticeDrives;
  readonly catalogue: CatalogueStore;
  readonly log: LogLines;
  readonly topics: { readonly [T in keyof Topics]: Topic<Topics[T]> };
  #receiptsRevision = 0;
  /** The image the drives are listed for. */
  #listedFor = '';

  constructor(engine: Engine, ports: SessionPorts) {
    const { folders, clock } = ports;
    this.engine = engine;
    this.ports = ports;
    this.log = new LogLines({ home: homedir(), folder: folders.log });
    this.settings = new SettingsStore(folders.config);
    this.receipts = new ReceiptsStore(join(folders.state, 'receipts'));
    this.recent = new RecentImages(folders.state);
    this.uploads = new UploadFolder(folders.cache);
    this.practice = new PracticeDrives(join(folders.state, 'practice'), engine);
    this.catalogue = new CatalogueStore({ folder: folders.state });
    this.topics = {
      session: new Topic(() => this.#sessionState()),
      drives: new Topic(() => this.drives.state),
      job: new Topic<JobTopicEvent>(() => ({ kind: 'snapshot', job: this.job.snapshot })),
    };
    this.image = new ChosenImage({
      engine,
      uploads: this.uploads,
      recent: this.recent,
      clock,
      downloadFolder: async () => this.settings.current.downloadFolder ?? (await downloadsFolder()),
      changed: () => this.#imageChanged(),
    });
    this.job = new RunningJob({
      engine,
      receipts: this.receipts,
      clock,
      tell: (event) => this.topics.job.tell(event),
      changed: (snapshot) => this.#jobChanged(snapshot),
    });
    this.look = new DriveLook({ engine, changed: () => this.tellSession() });
    this.drives = new DriveList({
      engine,
      query: () => this.#listQuery(),
      context: () => ({ busyIds: this.job.busyIds, largeDriveBytes: this.settings.current.largeDriveBytes }),
      changed: () => {
        this.topics.drives.tell(this.drives.state);
        this.plans.check();
      },
    });
    this.plans = new Plans({
      engine,
      image: this.image,
      drives: this.drives,
      receipts: this.receipts,
      endedDrives: () => this.job.newestDrives,
      changed: () => this.tellSession(),
    });
    this.#followUpdates();
  }

  /** Windows follow what comes of looking for updates. */
  #followUpdates(): void {
    this.ports.updates?.onChange(() => this.tellSession());
  }

  tellSession(): void {
    this.topics.session.tell(this.#sessionState());
  }

  receiptsChanged(): void {
    this.#receiptsRevision += 1;
    this.tellSession();
  }

  #sessionState(): SessionState {
    return {
      image: this.image.state,
      plans: this.plans.open,
      jobId: this.job.snapshot?.jobId ?? null,
      settings: this.settings.current,
      look: this.look.state,
      receiptsRevision: this.#receiptsRevision,
      update: this.ports.updates?.state ?? null,
    };
  }

  #imageChanged(): void {
    this.tellSession();
    this.plans.check();
    const listedFor = fileOf(this.image.state);
    if (listedFor === this.#listedFor) return;
    this.#listedFor = listedFor;
    this.drives.restart(); // other drives carry this image, or are too small for it
  }

  #jobChanged(snapshot: JobSnapshot | null): void {
    if (snapshot !== null) {
      for (const entry of jobLogEntries(snapshot)) this.log.add(entry, this.ports.clock.date());
    }
    this.drives.refresh();
    if (snapshot?.stage === 'ended' && snapshot.receipt !== null) {
      const { sha256, fileSha256 } = snapshot.receipt.image;
      this.image.learn(snapshot.image, { imageSha256: sha256, fileSha256 });
      if (snapshot.hasBegun) this.#receiptsRevision += 1;
      else if (isUndone(snapshot)) this.plans.reopen(snapshot.planId);
    }
    this.tellSession();
  }

  async #listQuery(): Promise<ListQuery> {
    const { virtual, files } = this.ports.listed;
    const { state } = this.image;
    const practice = await this.practice.paths();
    return { virtual, all: false, files: [...files, ...practice], image: state.state === 'ready' ? state.image : null };
  }
}

/** The user said no, or stopped waiting: Review goes on as if nothing had been asked. */
function isUndone({ receipt }: JobSnapshot): boolean {
  return receipt?.failure === null || receipt?.failure.code === 'ELEVATION_DENIED';
}

function fileOf(state: ImageState): string {
  return state.state === 'ready' ? JSON.stringify(state.image.file) : '';
}
