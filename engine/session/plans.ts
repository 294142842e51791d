import { randomUUID } from 'node:crypto';
import type { Drive } from '#contract/drive.ts';
import type { Image } from '#contract/image.ts';
import type { Plan } from '#contract/job.ts';
import type { ParamsOf } from '#contract/methods.ts';
import type { WrittenRecord } from '#contract/record.ts';
import type { ChecksumState, OpenPlan, PlanSummary } from '#contract/session.ts';
import type { Expected } from '#contract/trust.ts';
import { driveLabel } from '../drive/drive-label.ts';
import { changedFields } from '../drive/same-identity.ts';
import { AppError, fail } from '../errors/app-error.ts';
import { makePlan, needsCode } from '../plan/make-plan.ts';
import type { Engine } from '../ports.ts';
import { imageOfReceipt, recordOfReceipt } from '../receipt/recheck-plan.ts';
import type { ChosenImage } from './chosen-image.ts';
import { expectedOf } from './checksum-state.ts';
import type { DriveList } from './drive-list.ts';
import { estimatePlan } from './estimate.ts';
import { isStillTrue } from './plan-freshness.ts';
import { notAllowed } from './not-allowed.ts';
import type { ReceiptsStore } from './receipts-store.ts';
import { sameStick } from './same-stick.ts';

export interface PlansParts {
  readonly engine: Pick<Engine, 'rightsFor' | 'continuations'>;
  readonly image: ChosenImage;
  readonly drives: DriveList;
  readonly receipts: ReceiptsStore;
  /** Drives of the job that ended last, to find the same sticks again. */
  readonly endedDrives: () => readonly Drive[];
  /** Called after every change of `open`. */
  readonly changed: () => void;
}

/** More windows than this do not review at the same time. */
const KEPT = 8;

interface Frozen {
  readonly planId: string;
  readonly mode: 'write' | 'verify';
  readonly image: Image;
  readonly drives: readonly Drive[];
  /** Codes that lifted a protection in the list. */
  readonly unlockCodes: ReadonlyMap<string, string>;
  readonly continued: ReadonlyMap<string, number>;
  /** Compared with instead of the image. */
  readonly record: WrittenRecord | null;
  readonly isStale: boolean;
}

const where = { process: 'host', operation: 'plan' } as const;
const NOTHING: ReadonlyMap<string, number> = new Map();
const UNCHECKED = { state: 'unknown', expected: null, failure: null } as const;

/** Frozen plans under review. A plan stays open while image and drives are what Review shows; else it is stale. */
export class Plans {
  readonly #parts: PlansParts;
  #frozen: readonly Frozen[] = [];

  constructor(parts: PlansParts) {
    this.#parts = parts;
  }

  get open(): readonly OpenPlan[] {
    return this.#frozen.map(({ planId, isStale }) => ({ planId, state: isStale ? 'stale' : 'open' }));
  }

  /** What Review shows, or the first refusal as `plan.make` of the contract says. */
  async make(params: ParamsOf<'plan.make'>): Promise<PlanSummary> {
    const { mode, driveIds, codes, recheckOf } = params;
    const past = mode === 'verify' && recheckOf !== undefined ? await this.#pastJob(recheckOf) : null;
    const image = past?.image ?? (await this.#goodImage());
    const record = past?.record ?? null;
    const listed = await this.#parts.drives.listNow();
    const drives = [...new Set(driveIds)].map((driveId) => this.#findDrive(driveId, listed));
    const unlockCodes = new Map(Object.entries(codes));
    // what only asks for its code is asked on Review; what is locked by hand must have been unlocked before
    const given = drives.map(({ id, code, protections }) => [id, protections.length > 0 ? codes[id] : code] as const);
    const known = given.flatMap(([id, code]) => (code === undefined ? [] : [[id, code] as const]));
    makePlan({
      mode,
      image,
      drives,
      verify: true,
      eject: false,
      expectedSha256: null,
      codes: new Map(known),
      isRawAllowed: this.#isRawAllowed,
    });
    const planId = randomUUID();
    const continued = params.isContinued === true ? await this.#parts.engine.continuations(image, drives) : NOTHING;
    const frozen = { planId, mode, image, drives, unlockCodes, continued, record, isStale: false };
    const summary = await this.#summary(frozen);
    this.#frozen = [...this.#frozen, frozen].slice(-KEPT);
    this.#parts.changed();
    return summary;
  }

  /** The plan to carry out, everything looked at again. The plan is not open any more then, and all others are stale. */
  async confirm({ planId, codes, verify, eject }: ParamsOf<'plan.confirm'>): Promise<Plan> {
    const frozen = this.#find(planId);
    if (frozen === undefined || frozen.isStale) throw changed('the plan', []);
    const { record } = frozen;
    const image = record === null ? await this.#goodImage() : frozen.image;
    if (JSON.stringify(image.file) !== JSON.stringify(frozen.image.file)) throw changed('the image', []);
    const listed = await this.#parts.drives.listNow();
    const drives = frozen.drives.map((drive) => confirmed(drive, listed));
    // another window may have confirmed while this one waited
    if (this.#find(planId)?.isStale !== false) throw changed('the plan', []);
    const plan = makePlan({
      mode: frozen.mode,
      image,
      drives,
      verify,
      eject,
      expectedSha256: null,
      check: record === null ? this.#expected() : null,
      continued: frozen.continued,
      ...(record === null ? {} : { record }),
      codes: new Map(Object.entries(codes)),
      isRawAllowed: this.#isRawAllowed,
    });
    this.#frozen = this.#frozen.map((other) => ({ ...other, isStale: true }));
    this.#parts.changed();
    return plan;
  }

  /** Opens a confirmed plan again whose job never began, so that Review goes on as it was. */
  reopen(planId: string): void {
    this.#frozen = this.#frozen.map((plan) => (plan.planId === planId ? { ...plan, isStale: false } : plan));
    this.check();
    this.#parts.changed();
  }

  /** Looks whether what Review shows is still true; to be called when drives or image changed. */
  check(): void {
    const { image, drives } = this.#parts;
    const { state } = image;
    const before = this.#frozen;
    this.#frozen = before.map((plan) => {
      if (plan.isStale) return plan;
      const isImageSame =
        state.state === 'ready' && JSON.stringify(state.image.file) === JSON.stringify(plan.image.file);
      const isImageGood = isImageSame && !['mismatched', 'distrusted'].includes(state.checksum.state);
      const isTrue =
        (isImageGood || plan.record !== null) &&
        (drives.state.state !== 'listed' || isStillTrue(plan.drives, drives.drives));
      return isTrue ? plan : { ...plan, isStale: true };
    });
    if (this.#frozen.some((plan, index) => plan !== before[index])) this.#parts.changed();
  }

  async #summary(plan: Frozen): Promise<PlanSummary> {
    const { planId, mode, image, drives, continued, record } = plan;
    const state = this.#parts.image.state;
    if (state.state !== 'ready' && record === null) throw changed('the image', []);
    const [rights, receipts] = await Promise.all([
      this.#parts.engine.rightsFor(drives, mode),
      this.#parts.receipts.all().catch(() => []), // only the estimate would be better with them
    ]);
    return {
      planId,
      mode,
      image,
      checksum: state.state === 'ready' && record === null ? state.checksum : UNCHECKED,
      drives: drives.map((drive) => ({
        drive,
        needsCode: mode === 'write' && needsCode(drive),
        continueBytes: continued.get(drive.id) ?? 0,
      })),
      neededBytes: image.sizeBytes,
      rights,
      estimate: estimatePlan(drives, image.sizeBytes, receipts),
    };
  }

  /** The chosen image, unchanged and not known to be the wrong one. */
  async #goodImage(): Promise<Image> {
    const image = await this.#parts.image.lookAgain();
    const { state } = this.#parts.image;
    if (state.state !== 'ready') return image;
    const { checksum } = state;
    if (checksum.state === 'distrusted') throw new AppError(checksum.failure);
    if (checksum.state === 'mismatched') throw mismatch(image, checksum);
    return image;
  }

  get #isRawAllowed(): boolean {
    const { state } = this.#parts.image;
    return state.state === 'ready' && state.isRawAllowed;
  }

  /** What the receipt of an earlier job says. NOT_ALLOWED where there is none, or it says too little. */
  async #pastJob(jobId: string): Promise<{ readonly image: Image; readonly record: WrittenRecord }> {
    const receipt = await this.#parts.receipts.get(jobId);
    const record = receipt === null ? null : recordOfReceipt(receipt);
    if (receipt === null || record === null) throw notAllowed('no-such-receipt');
    return { image: imageOfReceipt(receipt), record };
  }

  #expected(): Expected | null {
    const { state } = this.#parts.image;
    return state.state === 'ready' ? expectedOf(state.checksum) : null;
  }

  #find(planId: string): Frozen | undefined {
    return this.#frozen.find((frozen) => frozen.planId === planId);
  }

  #findDrive(driveId: string, listed: readonly Drive[]): Drive {
    const drive = listed.find(({ id }) => id === driveId);
    if (drive !== undefined) return drive;
    const ended = this.#parts.endedDrives().find(({ id }) => id === driveId);
    const again = ended === undefined ? null : sameStick(ended.identity, listed);
    if (again !== null) return again;
    const label = ended === undefined ? driveId : driveLabel(ended.identity);
    throw fail('DRIVE_NOT_FOUND', { drive: label }, { where, message: `There is no drive "${label}" now` });
  }
}

/** The planned drive as it is now, if it is still the same. DRIVE_CHANGED, DRIVE_GONE. */
function confirmed(planned: Drive, listed: readonly Drive[]): Drive {
  const now = listed.find(({ id }) => id === planned.id);
  if (now !== undefined && changedFields(planned.identity, now.identity).length === 0) return now;
  const label = driveLabel(planned.identity);
  const atNode = listed.find(({ identity }) => identity.devicePath === planned.identity.devicePath);
  if (atNode !== undefined) throw changed(label, changedFields(planned.identity, atNode.identity));
  throw fail('DRIVE_GONE', { drive: label }, { where, message: `"${label}" is not there any more` });
}

function changed(what: string, fields: readonly string[]): Error {
  return fail('DRIVE_CHANGED', { drive: what, changed: fields }, { where, message: `Review again: ${what} changed` });
}

function mismatch(image: Image, { expected, digests }: Extract<ChecksumState, { state: 'mismatched' }>): Error {
  const [ofFile, ofImage] =
    expected.algorithm === 'sha512'
      ? [digests.fileSha512, digests.imageSha512]
      : [digests.fileSha256, digests.imageSha256];
  const actual = ofFile ?? ofImage ?? '';
  const message = `The digest of "${image.name}" is ${actual}, expected ${expected.digest}`;
  return fail('CHECKSUM_MISMATCH', { expected: expected.digest, actual }, { where, message });
}
