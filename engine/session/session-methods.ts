import { hostname } from 'node:os';
import type { Drive } from '#contract/drive.ts';
import type { AppInfo, ExportedReceipt, Methods, ParamsOf, ReceiptEntry } from '#contract/methods.ts';
import type { Receipt } from '#contract/job.ts';
import { fail } from '../errors/app-error.ts';
import { cleanText } from '../text/clean-text.ts';
import { expectedFrom } from '../trust/expected-from.ts';
import { addressTarget } from './image-download.ts';
import { browseFolder } from './browse-folder.ts';
import { browseRoots } from './browse-roots.ts';
import { catalogueTarget, catalogueView, refreshCatalogue } from './session-catalogue.ts';
import { receiptHtml, receiptJson, receiptText } from './export-receipt.ts';
import { notAllowed } from './not-allowed.ts';
import type { SessionParts } from './session-parts.ts';

/** Who asks. */
export interface Client {
  /** On another computer, as far as the host can tell. */
  readonly isRemote: boolean;
}

export type MethodTable = {
  readonly [M in keyof Methods]: (
    params: Methods[M]['params'],
    client: Client,
  ) => Methods[M]['result'] | Promise<Methods[M]['result']>;
};

/** What each request of the contract does. Parameters have been checked by their schema. */
export function sessionMethods(parts: SessionParts): MethodTable {
  const { image, drives, plans, job, receipts, settings, log, ports, practice } = parts;
  /** Whatever would disturb a running job. */
  const whileIdle = () => {
    if (job.isRunning) throw notAllowed('job-running');
  };
  const updates = () => {
    if (ports.updates === null) throw notAllowed('no-such-ability');
    return ports.updates;
  };
  return {
    'app.info': (_params, client) => appInfo(parts, client),

    'image.inspect': ({ path }) => {
      whileIdle();
      return image.choose(path);
    },
    'image.fromUrl': ({ url, expectedDigest: digest }) => {
      whileIdle();
      return image.lookAt(addressTarget(url, digest === null ? null : expectedFrom('pasted', digest, null)));
    },
    'image.download': (wish) => {
      whileIdle();
      image.download(wish);
      return null;
    },
    'image.fromCatalogue': async ({ id }) => {
      whileIdle();
      return image.lookAt(await catalogueTarget(parts, id));
    },
    'catalogue.list': () => catalogueView(parts),
    'catalogue.refresh': () => refreshCatalogue(parts),
    'image.pauseDownload': () => {
      image.pauseDownload();
      return null;
    },
    'image.clear': async () => {
      whileIdle();
      await image.clear();
      return null;
    },
    'image.browse': async ({ folder }) => {
      if (!ports.abilities.canBrowse) throw notAllowed('no-such-ability');
      if (ports.browse !== null) return ports.browse.folder(folder);
      const path = folder ?? (await parts.recent.lastFolder()) ?? (await browseRoots())[0]?.path ?? '/';
      return browseFolder(path);
    },
    'image.roots': () => ports.browse?.roots() ?? browseRoots(),
    'image.recent': () => parts.recent.list(),
    'image.choose': () => {
      if (ports.chooseFile === null) throw notAllowed('no-such-ability');
      return ports.chooseFile();
    },
    'image.digest': () => {
      image.digest();
      return null;
    },
    'image.stopDigest': () => {
      image.stopDigest();
      return null;
    },
    'image.expect': ({ text, fileName }) => {
      whileIdle();
      return image.expect(text, fileName);
    },
    'image.addTrust': ({ files }) => {
      whileIdle();
      return image.addTrust(files.map(({ name, base64 }) => ({ name, bytes: Buffer.from(base64, 'base64') })));
    },
    'image.forgetExpected': () => {
      whileIdle();
      image.forgetExpected();
      return null;
    },
    'image.allowRaw': ({ isAllowed }) => {
      whileIdle();
      image.allowRaw(isAllowed);
      return null;
    },

    'drives.rescan': () => {
      drives.restart();
      return null;
    },
    'drive.contents': async ({ driveId }) => {
      const drive = findDrive(drives.drives, driveId);
      if (job.busyIds.has(driveId)) throw notAllowed('job-running');
      return await parts.look.look(drive);
    },
    'drive.stopContents': () => {
      parts.look.stop();
      return null;
    },
    'drive.eject': async ({ driveId }) => {
      const drive = findDrive(drives.drives, driveId);
      if (job.busyIds.has(driveId)) throw notAllowed('job-running');
      await parts.engine.ejectDrive(drive);
      drives.restart();
      return null;
    },
    'practice.create': async ({ sizeBytes }) => {
      if (!ports.abilities.canPractice) throw notAllowed('no-such-ability');
      const path = await practice.create(sizeBytes);
      const listed = await drives.listNow();
      drives.restart();
      const made = listed.find(({ identity }) => identity.devicePath === path);
      if (made === undefined) throw new Error(`The practice drive "${path}" is not listed`);
      return { driveId: made.id };
    },
    'practice.remove': async ({ driveId }) => {
      const drive = findDrive(drives.drives, driveId);
      if (job.busyIds.has(driveId)) throw notAllowed('job-running');
      if (!(await practice.remove(drive.identity.devicePath))) throw notAllowed('not-a-practice-drive');
      drives.restart();
      return null;
    },

    'plan.make': (params) => {
      whileIdle();
      return plans.make(params);
    },
    'plan.confirm': async (params) => {
      whileIdle();
      const plan = await plans.confirm(params);
      image.stopDigest(); // the job reads the image itself
      parts.look.stop(); // and the drives are its alone
      job.start(params.planId, plan);
      return { jobId: plan.jobId };
    },

    'job.cancel': ({ driveId }) => {
      job.cancel(driveId);
      return null;
    },
    'job.skipVerify': ({ driveId }) => {
      job.skipVerify(driveId);
      return null;
    },
    'job.dismiss': () => {
      job.dismiss();
      return null;
    },

    'receipts.list': async () => (await receipts.all()).map(entryOf),
    'receipts.get': ({ jobId }) => findReceipt(parts, jobId),
    'receipts.delete': async ({ jobIds }) => {
      await receipts.delete(jobIds);
      parts.receiptsChanged();
      return null;
    },
    'receipts.export': async (params) => {
      const receipt = await findReceipt(parts, params.jobId);
      return receipt === null ? null : exported(receipt, params);
    },

    'settings.get': () => settings.current,
    'settings.set': async ({ changes }) => {
      const saved = settings.change(changes);
      drives.refresh();
      parts.tellSession();
      return saved;
    },

    'update.look': () => {
      updates().look();
      return null;
    },
    'update.get': () => {
      whileIdle();
      updates().get();
      return null;
    },
    'update.install': () => {
      whileIdle();
      updates().install();
      return null;
    },
    'update.refuse': () => {
      updates().refuse();
      return null;
    },

    'log.write': ({ level, operation, message }) => {
      log.add({ level, process: 'page', operation, message }, ports.clock.date());
      return null;
    },
    'log.read': () => ({ lines: log.lines, path: log.path }),
  };
}

function appInfo({ ports }: SessionParts, client: Client): AppInfo {
  return {
    name: 'stickwright',
    version: ports.programVersion,
    machineName: cleanText(hostname()),
    isRemote: client.isRemote,
    platform: process.platform,
    systemLanguage: Intl.DateTimeFormat().resolvedOptions().locale,
    abilities: ports.abilities,
    isDemo: ports.isDemo,
  };
}

function findDrive(drives: readonly Drive[], driveId: string): Drive {
  const drive = drives.find(({ id }) => id === driveId);
  if (drive !== undefined) return drive;
  const where = { process: 'host', operation: 'find-drive' } as const;
  throw fail('DRIVE_NOT_FOUND', { drive: driveId }, { where, message: `There is no drive "${driveId}" now` });
}

/** Also that of the job on show, which may not be kept. */
async function findReceipt({ receipts, job }: SessionParts, jobId: string): Promise<Receipt | null> {
  const shown = job.snapshot?.receipt ?? null;
  return shown?.jobId === jobId ? shown : receipts.get(jobId);
}

function exported(receipt: Receipt, { format, words }: ParamsOf<'receipts.export'>): ExportedReceipt {
  if (format === 'json') return receiptJson(receipt);
  if (words === null) throw notAllowed('no-words');
  return format === 'html' ? receiptHtml(receipt, words) : receiptText(receipt, words);
}

function entryOf(receipt: Receipt): ReceiptEntry {
  const { jobId, startedAt, endedAt, mode, outcome } = receipt;
  const drives = receipt.drives.map(({ name, maskedSerial, outcome: ofDrive }) => ({
    name,
    maskedSerial,
    outcome: ofDrive,
  }));
  return { jobId, startedAt, endedAt, mode, outcome, imageName: receipt.image.name, drives };
}
