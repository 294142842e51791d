import type { Bus, RiskCode } from './names.ts';
import type { DownloadProgress } from '#contract/download.ts';
import type { ImageWarning } from '#contract/image.ts';
import type { Outcome, Phase } from '#contract/job.ts';
import type { System, Unattended } from '#contract/system.ts';
import type { ProofAlgorithm } from '#contract/trust.ts';

/** Every sentence of the command line except errors (en-errors.ts), usage (en-usage.ts) and help (en-help.ts). */
export const en = {
  plural: (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`,
  drives: (count: number) => `${count} ${count === 1 ? 'drive' : 'drives'}`,
  nothingWritten: 'Nothing was written.',
  recheckOf: (startedAt: string, image: string) => `Checking against the receipt of ${startedAt} (${image})`,
  continues: (drive: string, size: string) =>
    `${drive} has ${size} of this image from an earlier try: compared first, and written again only where it differs.`,
  continuesNothing: (drive: string) =>
    `${drive} has nothing of this image to go on from: it is written from the start.`,
  canContinue: (drive: string, size: string) =>
    `${drive} has stored ${size} of the image. The same command with --continue goes on from there.`,
  leftAsItWas: 'What is on it was left as it was.',
  mended: (drive: string, count: number) =>
    `${drive} read back wrong in ${count === 1 ? '1 place' : `${count} places`}, which was written again:`,
  mendedSpot: (place: string, rewrites: number, isGood: boolean) =>
    `${place}: written again ${rewrites === 1 ? 'once' : `${rewrites} times`}, ${isGood ? 'right now' : 'still differs'}`,
  mendedAdvice: 'If this stick does it again, replace it.',
  cancelled: 'Stopped.',
  happened: 'What happened',
  cause: 'Likely cause',
  todo: 'What to do',
  unknown: 'unknown',

  buses: {
    usb: 'USB',
    sd: 'card reader',
    nvme: 'NVMe',
    sata: 'SATA',
    scsi: 'SCSI',
    virtio: 'virtual machine disk',
    loop: 'loop device',
    file: 'practice drive',
    other: '',
  } satisfies Record<Bus, string>,
  port: (port: string) => `port ${port}`,

  risks: {
    large: 'is large',
    fixed: 'reports itself as a fixed disk',
    'operating-system': 'holds an operating system',
    backup: 'holds a backup',
    encrypted: 'holds an encrypted volume',
    'pool-member': 'is a member of a storage pool',
    unlocked: 'is locked',
  } satisfies Record<RiskCode, string>,
  riskSentence: (risks: readonly string[]) => `This drive ${joined(risks)}. You will be asked for its code.`,

  phases: {
    queued: 'Waiting',
    preparing: 'Preparing',
    writing: 'Writing',
    flushing: 'Storing',
    verifying: 'Checking',
    finishing: 'Finishing',
    releasing: 'Releasing',
    ended: 'Done',
  } satisfies Record<Phase, string>,
  outcomes: {
    verified: 'verified',
    unverified: 'written, not verified',
    failed: 'failed',
    cancelled: 'stopped',
  } satisfies Record<Outcome, string>,

  imageKinds: {
    hybrid: 'disc image that is a disk image as well (hybrid)',
    iso9660: 'disc image',
    disk: 'disk image',
    'file-system': 'image of one volume without a partition table',
    unknown: 'unknown image',
  },
  imageWarnings: {
    'no-partition-table': 'Neither a partition table nor a boot sector: a computer may not start from it.',
    'not-hybrid': 'Made for optical discs only: most computers do not start it from USB.',
    'odd-size': 'Its size is not a multiple of 512 bytes; the rest of the last sector is written as zeros.',
    'backup-gpt-missing': 'The backup partition table is missing: the image may be cut off.',
    'primary-gpt-damaged': 'Its partition table is damaged at the beginning: computers may not find anything on it.',
    'gpt-entries-damaged': 'The list of partitions in its partition table is damaged.',
    'sectors-4096':
      'Its partition table is made for drives with 4096-byte sectors: computers find nothing on others, and most USB drives are others.',
    'udf-unsupported': 'Its UDF file system is of a kind that is not read here: what it holds is not known.',
    'udf-damaged': 'Its UDF file system is damaged.',
    'size-unknown':
      'The file does not say how large the unpacked image is; a drive that is too small is noticed only while writing.',
  } satisfies Record<ImageWarning, string>,
  systemRoles: {
    installer: (system: string) => `${system} installer`,
    live: (system: string) => `${system}, runs from the drive`,
    system: (system: string) => system,
  } satisfies Record<System['role'], (system: string) => string>,
  likely: (title: string) => `Probably ${title}`,
  likelyOnly: 'by names alone: nothing in the image says so for certain',
  installsByItself:
    'Prepared: installs by itself. A server that is started from it erases a disk and installs without asking.',
  answersFrom: {
    image: () => 'The answers are in the image.',
    volume: (name: string | null) =>
      `The answers are read from ${name === null ? 'another volume' : `the volume ${name}`}.`,
    network: (host: string | null) => `The answers are fetched from ${host ?? 'a server'}.`,
    unknown: () => 'Where its answers come from cannot be told.',
  } satisfies Record<Unattended['answersFrom'], (source: string | null) => string>,
  unpackedSizeUnknown: 'size known only after unpacking',
  packedAs: (layers: string, fileSize: string) => `packed as ${layers}, ${fileSize}`,
  blockMapUse: (name: string) => `${name}: each of its checksums is compared while writing`,
  sizeNotTold: 'length not told by the server',
  entryOf: (entry: string) => `file inside: ${entry}`,

  listHeading: (writable: number, locked: number) => `${writable} can be written, ${locked} locked`,
  locked: 'Locked',
  noDrives: 'No drives. Plug in a USB drive, then run this again.',
  nowOnIt: 'Now on it',
  emptyDrive: 'nothing that is recognised',
  noMedium: 'no medium',
  unnamed: 'no name',
  used: (used: string, of: string) => `${used} used of ${of}`,
  usedUnknown: 'used space unknown',
  moreNames: (count: number) => `${count} more`,
  partition: (number: number) => `partition ${number}`,

  willBeWritten: 'Will be written',
  willBeVerified: 'Will be compared',
  rawCopy: 'as a raw copy from the first sector',
  algorithms: { sha256: 'SHA-256', sha512: 'SHA-512' } satisfies Record<ProofAlgorithm, string>,
  checkPasted: (algorithm: string) => `compared with the ${algorithm} you gave before anything is written`,
  checkFile: (algorithm: string, file: string) =>
    `compared with the ${algorithm} in ${file} before anything is written`,
  checkBeside: (algorithm: string, file: string) =>
    `compared with the ${algorithm} in ${file}, which lies beside it, before anything is written (--no-checksums leaves that out)`,
  checkSignature: (file: string) => `the signature in ${file} is for this image`,
  signedBy: (signer: string, key: string) => `Signed by ${signer} (${key}).`,
  vendorKey: (vendor: string, fingerprint: string) =>
    `the key of ${vendor} that comes with this program, ${fingerprint}`,
  ownKey: (fingerprint: string) => `the key chosen by you, ${fingerprint}`,
  unknownKeys: (keys: readonly string[]) =>
    `Its signature is by a key that is not known here (${keys.join(', ')}); --key FILE gives it.`,
  embeddedUse: 'MD5, compared while writing: finds damage, says nothing of who made the image',
  embeddedEqual: 'Its own checksum (MD5) is equal: no damage on the way. It says nothing of who made the image.',
  embeddedDiffers: 'Its own checksum (MD5) differs: it was changed after that was put in.',
  nothingToCompare: 'Nothing to compare with: give --sha256, --sha512, --checksums or --signature.',
  equalsPasted: (algorithm: string) => `${algorithm} equals the value you gave`,
  equalsFile: (algorithm: string, file: string) => `${algorithm} equals that in ${file}`,
  noExpected: 'no SHA-256 given to compare with',
  notVerified: 'Without reading back, a failing stick looks like a good one until the server does not start.',
  lossMany: (count: number) => `Everything on these ${count} drives will be lost. It cannot be undone.`,
  lossOne: 'Everything on this drive will be lost. It cannot be undone.',
  newPractice: (path: string, size: string) => `A new practice drive of ${size} is made: ${path}`,
  newPracticeNote: 'It is a plain file; no real drive is touched.',
  askYes: (names: string) => `Type yes to erase ${names} and write: `,
  askYesPractice: 'Type yes to make it and write: ',
  askCode: (why: string) => `${why} Type its code to erase it.`,
  askCodeRisk: (risks: readonly string[]) => `This drive ${joined(risks)}.`,
  askCodePrompt: (code: string) => `Code ${code}: `,
  wrongCode: "That is not this drive's code. The code is at the end of its line.",
  notConfirmed: 'Not confirmed.',

  elevating: (how: string) =>
    `Waiting for administrator permission (${how.split('-')[0]}). Nothing has been written yet.`,
  askingToLook: (how: string) =>
    `Waiting for administrator permission to look at the drive (${how.split('-')[0]}). Nothing is written.`,
  checkingImage: 'Comparing the image with the expected checksum',
  heading: (mode: 'write' | 'verify', verify: boolean, count: number) =>
    mode === 'verify'
      ? `Comparing ${en.drives(count)} with the image`
      : verify
        ? `Writing and checking ${en.drives(count)}`
        : `Writing ${en.drives(count)}`,
  elapsed: (time: string) => `elapsed ${time}`,
  stopHint: 'Ctrl-C stops',
  stopping: 'Stopping…',
  stillStopping: 'Still stopping: waiting for the drive to answer.',
  left: (time: string) => `${time} left`,
  stalled: (seconds: number) => `Waiting for the drive (${seconds} s)`,
  stalledLong: 'It has not accepted data for a minute. Some sticks pause; many that pause this long are failing.',
  storing: 'The drive is finishing, this can take a minute',

  lookingAtAddress: 'Looking at the address',
  insecureDownload:
    'This address is not encrypted: anyone on the way can change the image. Compare it with its published SHA-256 (--sha256).',
  needsFileFirst: (folder: string) =>
    `This image can be unpacked only once all of it is here: it is downloaded to ${folder} first.`,
  catalogueFrom: (page: string) => `from its vendor: ${page}`,
  catalogueDate: (issued: string, isRefreshed: boolean) =>
    `List of ${issued}, ${isRefreshed ? 'refreshed in the app' : 'from this program'}. Get one with: stickwright download NAME`,
  catalogueOther: (further: number) =>
    further === 0
      ? 'A list from elsewhere.'
      : `A list from elsewhere; ${further} further lists in it were not fetched.`,
  downloadStates: {
    checking: 'Checking what is here already',
    receiving: 'Downloading',
    waiting: 'Connection lost, trying again',
  } satisfies Record<DownloadProgress['state'], string>,
  downloadedTo: (path: string, size: string) => `Downloaded to ${path}, ${size}`,
  downloadStopped: 'Run the same command again to go on where it stopped.',
  sourceLimit: 'The download is the limit',
  imageSilent: (seconds: number) => `Waiting for the image: nothing of it has come for ${seconds} s`,
  sourceWaiting: 'The connection to the server is lost, trying again',
  expectedOnTheWay: 'compared with the SHA-256 you gave while it is written, before the drive can start a computer',
  fromServer: 'straight from the server; the file is not kept',

  allVerified: (count: number) => `${en.drives(count)} written and verified`,
  allEqual: (count: number) => (count === 1 ? '1 drive equals the image' : `${count} drives equal the image`),
  equalBytes: 'Every byte read back from the drive equals the image.',
  equalBytesMany: 'Every byte read back from the drives equals the image.',
  allUnverified: (count: number) => `${en.drives(count)} written, not verified`,
  partial: (good: number, all: number) => `${good} of ${all} drives ${good === 1 ? 'is' : 'are'} ready`,
  partialVerify: (good: number, all: number) => `${good} of ${all} drives ${good === 1 ? 'equals' : 'equal'} the image`,
  noneGood: (count: number) => (count === 1 ? 'The drive was not written correctly' : 'No drive was written correctly'),
  noneEqual: (count: number) => (count === 1 ? 'The drive does not equal the image' : 'No drive equals the image'),
  noneTouched: 'Nothing was written',
  stoppedUnusable: (count: number) =>
    `Stopped. ${count === 1 ? 'The drive is' : `${count} drives are`} unusable until written again.`,
  stoppedUntouched: 'Stopped. Nothing was written.',
  stoppedVerify: 'Stopped. The drives were not compared to the end.',
  averages: (write: string | null, check: string | null) =>
    [write === null ? null : `written at ${write}`, check === null ? null : `checked at ${check}`]
      .filter((part) => part !== null)
      .join(', '),
  tookTime: (time: string) => `in ${time}`,
  ejected: 'ejected: you can unplug it',
  unplug: 'you can unplug it',
  cachedRead: 'The system did not allow reading past its cache; the comparison is weaker for it.',
  sha256: 'SHA-256',
  sha256Of: { image: 'of the image', file: 'of the file' },
  sha256Matches: 'equals the expected value',
  receiptSaved: (path: string) => `Receipt saved to ${path}`,
  receiptNotSaved: (path: string) => `The receipt could not be saved to ${path}`,
  whatNow: 'What now?',
  nextPlug: 'Plug it into the server and open its boot menu (often F11, F12 or Esc at start).',
  nextKeys: 'Dell, HPE and Supermicro open that menu with F11, Lenovo and Fujitsu with F12, Cisco with F6.',
  nextUnattended:
    'DANGER: this drive installs by itself. It erases a disk of whatever server is started from it, without asking. Label it, and take it out when the server restarts.',
  nextInstall: 'Install. When the server restarts, take the drive out.',
  nextTry: 'The system starts from the drive; the disks of the server stay as they are until you change them.',
  nextPi: 'Put it into the Raspberry Pi and switch it on. The first start takes some minutes.',
  nextPage: (port: number | null) =>
    `Open https://ADDRESS${port === null ? '' : `:${port}`} in a browser, with the address on the server's screen.`,
  nextXen:
    "Open https://ADDRESS in a browser, with the address on the server's screen, or connect Xen Orchestra or XenCenter.",
  nextNutanix: 'Sign in to the controller VM to create the cluster, then open Prism at https://ADDRESS:9440.',
  nextHyperV: 'Sign in and add the role Hyper-V. Without a desktop, sconfig and PowerShell do it.',
  nextSconfig: 'Sign in: the menu sconfig sets the name, the network and remote management.',
  nextKvm: "For virtual machines, install KVM and libvirt from the system's own packages.",
  nextChoose: (name: string) => `Choose the line with ${name}. If there are two, the one with UEFI.`,
  nextChooseBios: (name: string) =>
    `Choose the line with ${name}, without UEFI in front: the image starts by BIOS only.`,
  nextVirtual: 'Start it in a virtual machine, for example:',
  nextVirtualCommand: (path: string) => `qemu-system-x86_64 -m 1G -drive format=raw,file=${path}`,
  formatHint:
    "If this computer now offers to format the drive, choose Cancel: it cannot read the stick's file system, and the stick is fine.",
  details: 'Technical details',
  seeHelp: (command: string) => `See: stickwright ${command}`,
} as const;

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
