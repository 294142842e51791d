import type { ErrorCode, ErrorParams, ProtectionCode } from '#contract/errors.ts';
import { enBoot } from './en-boot.ts';
import { downloadSentences } from './en-download.ts';
import { protectionTexts } from './en-protections.ts';
import { trustSentences } from './en-trust-errors.ts';
import { bytesText, countText, sizeText } from './format.ts';

/** Sentences for one failure; `cause` is null where nothing more is known. */
export interface ErrorSentences {
  readonly title: string;
  readonly happened: string;
  readonly cause: string | null;
  readonly todo: readonly string[];
  /** A command to paste into a shell: shown on a line of its own, never wrapped. */
  readonly command?: string;
}

/** The last steps to try with any drive that misbehaves. */
const OTHER_PORT = 'Use a port on the computer itself, without a hub, and write again.';
const OTHER_DRIVE = 'If it happens again, use another drive.';
const REPORT = 'Report it with the technical details below.';

function percentAt(offsetBytes: number): string {
  return `${bytesText(offsetBytes)} (${sizeText(offsetBytes)})`;
}

function falseCapacityText(realBytes: number | null, pattern: 'wraps' | 'drops' | 'errors'): string {
  if (realBytes === null) return 'nothing that was written to it came back.';
  const past = `past ${sizeText(realBytes)}`;
  switch (pattern) {
    case 'wraps':
      return `what is written ${past} lands on what was written before.`;
    case 'drops':
      return `what is written ${past} is not kept.`;
    case 'errors':
      return `${past} it answers only with errors.`;
  }
}

function inUseText(usedBy: readonly string[]): string {
  return usedBy.length === 0 ? 'Another program has it open.' : `In use by ${usedBy.join(', ')}.`;
}

function lostText(what: string, signal: string | null, exitCode: number | null): string {
  if (signal !== null) return `${what} ended without a reason (signal ${signal}).`;
  return exitCode === null
    ? `${what} ended without a reason.`
    : `${what} ended without a reason (exit code ${exitCode}).`;
}

function shortDigest(digest: string): string {
  return digest.length > 16 ? `${digest.slice(0, 8)}…${digest.slice(-8)}` : digest;
}

/** One entry per code; a missing one does not compile. */
export const errorSentences: { readonly [C in ErrorCode]: (params: ErrorParams[C]) => ErrorSentences } = {
  // `happened` is replaced by errorText, which has a sentence for each problem
  USAGE: ({ problem, value }) => ({
    title: 'The command cannot be carried out as written',
    happened: value === '' ? problem : `${problem}: ${value}`,
    cause: null,
    todo: [],
  }),
  IMAGE_NOT_FOUND: ({ path }) => ({
    title: 'The image was not found',
    happened: `There is no file ${path}.`,
    cause: null,
    todo: ['Check the path and the spelling.'],
  }),
  IMAGE_NOT_A_FILE: ({ path, kind }) => ({
    title: 'This is not an image file',
    happened: `${path} is a ${kind === 'directory' ? 'folder' : kind.replaceAll('-', ' ')}, not a file.`,
    cause: null,
    todo: ['Name the image file itself.'],
  }),
  IMAGE_EMPTY: ({ path }) => ({
    title: 'The image is empty',
    happened: `${path} holds no data.`,
    cause: 'A download that never began leaves an empty file.',
    todo: ['Download it again.'],
  }),
  IMAGE_UNREADABLE: ({ path, offsetBytes }) => ({
    title: 'The image cannot be read',
    happened:
      offsetBytes === null ? `${path} could not be opened.` : `${path} could not be read at ${percentAt(offsetBytes)}.`,
    cause:
      offsetBytes === null
        ? 'You may lack the right to read it.'
        : 'The disk it is on may be failing, or the network place it is on may be gone.',
    todo: offsetBytes === null ? ['Check who may read the file.'] : ['Copy or download the image to another disk.'],
  }),
  IMAGE_TRUNCATED: ({ presentBytes, expectedBytes, saidBy }) => ({
    title: 'The image is incomplete',
    happened:
      expectedBytes === null
        ? `The file ends after ${sizeText(presentBytes)}, in the middle of its data (${saidBy}).`
        : `The file ends ${sizeText(expectedBytes - presentBytes)} before its own ${saidBy} says it should: ${bytesText(presentBytes)} of ${bytesText(expectedBytes)}.`,
    cause: 'The download broke off.',
    todo: ['Download it again, and compare the checksum.'],
  }),
  IMAGE_CHANGED: ({ path }) => ({
    title: 'The image changed',
    happened: `${path} is not the file that was looked at any more.`,
    cause: 'Another program replaced it or is still writing it.',
    todo: ['Wait until it is complete, then start again.'],
  }),
  IMAGE_UNKNOWN: ({ path }) => ({
    title: 'This file is not a known kind of image',
    happened: `Nothing in ${path} says that it is an image of a drive.`,
    cause: null,
    todo: [
      'Check that you chose the right file.',
      'If it is packed in a way Stickwright does not know, unpack it first.',
    ],
  }),
  IMAGE_AMBIGUOUS: ({ path, names }) => ({
    title: 'Which image?',
    happened: `${path} holds more than one file: ${names.join(', ')}.`,
    cause: null,
    todo: ['Unpack the one you want, then write that.'],
  }),
  IMAGE_UNSUPPORTED: ({ path, format }) => ({
    title: 'This kind of image cannot be written',
    happened: `${path} is ${format}.`,
    cause: null,
    todo: ['Convert it to a raw image (.img) or unpack it first.'],
  }),
  IMAGE_NOT_RAW_WRITABLE: ({ system }) => ({
    title: 'This image needs another method',
    happened: `This is ${system === null ? 'a bootable disc' : `a ${enBoot.systems[system]} image`}. Copied as it is, it starts on few computers.`,
    cause: 'It was made for optical discs, not for USB drives: it has no partition table.',
    todo: [
      system === null
        ? 'Use a tool that makes USB drives from such discs.'
        : `Use a tool made for ${enBoot.systems[system]} images.`,
      'To copy it as it is all the same, add --raw-anyway.',
    ],
  }),
  DECOMPRESS_FAILED: ({ path, format, offsetBytes }) => ({
    title: 'The image is damaged',
    happened: `${path} cannot be unpacked (${format}) after ${sizeText(offsetBytes)}.`,
    cause: 'The download is damaged.',
    todo: ['Download it again, and compare the checksum.'],
  }),
  BLOCK_MAP_INVALID: ({ fileName, reason, imageBytes, mapBytes }) => ({
    title: 'The block map cannot be used',
    happened: {
      unreadable: `${fileName} is not there, cannot be read, or is far too long for a block map.`,
      damaged: `${fileName} is no block map, or is damaged.`,
      'own-checksum': `${fileName} is damaged: it does not have the checksum it says of itself.`,
      'other-image': `${fileName} is for an image of ${bytesText(mapBytes ?? 0)}; this one has ${bytesText(imageBytes ?? 0)}.`,
      version: `${fileName} is of a version that is not known, or uses another kind of checksum. Known are 1.3 to 2.0.`,
      'no-checksums': `${fileName} has no checksums to compare with.`,
    }[reason],
    cause: reason === 'other-image' ? 'It belongs to another image, or the image was cut short.' : null,
    todo: ['Get the .bmap file that was published with this image, or leave it out.'],
  }),
  CHECKSUM_MISMATCH: ({ expected, actual }) => ({
    title: 'This file is not the published image',
    happened: `Expected ${expected.length === 128 ? 'SHA-512' : 'SHA-256'} ${shortDigest(expected)}, got ${shortDigest(actual)}.`,
    cause: 'It is damaged or altered, or the expected value belongs to another version.',
    todo: ['Download it again.', 'Check that the expected value is for this version.'],
  }),
  EMBEDDED_CHECKSUM_MISMATCH: ({ expected, actual }) => ({
    title: 'The image is damaged',
    happened: `It carries its own checksum, MD5 ${shortDigest(expected)}; computed from its bytes it is ${shortDigest(actual)}.`,
    cause: 'It was damaged on the way, or changed without a new checksum being put in.',
    todo: [
      'Download it again.',
      'If you changed it yourself, say what it must be with --sha256: that counts for more than the checksum inside.',
    ],
  }),
  DOWNLOAD_FAILED: downloadSentences,
  CATALOGUE_REFUSED: ({ reason }) => ({
    title: 'The new list of images is not used',
    happened: {
      signature: "It is not signed with this project's key.",
      format: 'It is no list that this program can read.',
      older: 'It is older than the list in use.',
    }[reason],
    cause: reason === 'signature' ? 'Someone else made or changed it, or the address is wrong.' : null,
    todo: ['The list in use stays as it is.'],
  }),
  FOLDER_NOT_WRITABLE: ({ path }) => ({
    title: 'The folder cannot be used',
    happened: `Nothing can be written to ${path}.`,
    cause: 'It is missing, is not a folder, or belongs to someone else.',
    todo: ['Use another folder: --folder FOLDER.'],
  }),
  ...trustSentences,
  DISK_SPACE_LOCAL: ({ path, neededBytes }) => ({
    title: 'Not enough space on this computer',
    happened: `${path} needs ${sizeText(neededBytes)}.`,
    cause: null,
    todo: ['Free some space, or use another folder.'],
  }),
  DRIVE_LIST_FAILED: ({ reason }) => ({
    title: 'The drives could not be listed',
    happened: `The system did not let us list drives: ${reason}.`,
    cause: null,
    todo: ['Try again, or start with administrator rights.'],
  }),
  DRIVE_NOT_FOUND: ({ drive }) => ({
    title: 'There is no such drive',
    happened: `${drive} is not a drive of this computer now.`,
    cause: null,
    todo: ['Plug it in again, and see "stickwright list --all".'],
  }),
  DRIVE_GONE: ({ drive }) => ({
    title: `${drive} was unplugged`,
    happened:
      'The drive went away while it was being used. Where writing had begun, it will not start a computer until written again.',
    cause: 'It was pulled out, or its contact is loose.',
    todo: ['Plug it in again and write again.', 'Try a port on the computer itself.'],
  }),
  DRIVE_CHANGED: ({ drive, changed }) => ({
    title: 'The drives changed',
    happened: `${drive} is a different drive than you confirmed${changed.length === 0 ? '' : ` (${changed.join(', ')})`}.`,
    cause: 'It was unplugged, or another drive took its place.',
    todo: ['Look at the drives again: "stickwright list".'],
  }),
  DRIVE_PROTECTED: ({ drive, reasons, detail }) => ({
    title: `${drive} is locked`,
    happened: reasons.map((code, index) => protectionTexts[code].reason(index === 0 ? detail : '')).join(' '),
    cause: null,
    todo: todoOf(reasons),
  }),
  CONTENTS_REFUSED: ({ drive, reasons }) => ({
    title: `${drive} is not looked into`,
    happened: `Only drives that can be unplugged are looked into. ${reasons.map((code) => protectionTexts[code].reason('')).join(' ')}`,
    cause: null,
    todo: ['Look at it with the programs of this computer.'],
  }),
  DRIVE_NEEDS_CODE: ({ drive, code }) => ({
    title: `${drive} asks for its code`,
    happened: 'This drive is not erased without its code, because it may be the wrong one.',
    cause: null,
    todo: [`If you do mean it, type its code when asked, or add --code ${code}.`],
  }),
  DRIVE_TOO_SMALL: ({ drive, neededBytes, driveBytes }) => ({
    title: `${drive} is too small`,
    happened: `The image needs ${bytesText(neededBytes)}, the drive has ${bytesText(driveBytes)}: ${sizeText(neededBytes - driveBytes)} are missing.`,
    cause: null,
    todo: ['Use a larger drive.'],
  }),
  DRIVE_READ_ONLY: ({ drive }) => ({
    title: `${drive} refuses to be written`,
    happened: 'The drive is write-protected.',
    cause: 'Its switch is on lock; without a switch it has switched itself off because it is failing.',
    todo: ['Slide its switch.', 'If it has none, use another drive.'],
  }),
  DRIVE_FALSE_CAPACITY: ({ drive, claimedBytes, realBytes, pattern }) => ({
    title: `${drive} is smaller than it says`,
    happened: `It says ${sizeText(claimedBytes)}; ${falseCapacityText(realBytes, pattern)}`,
    cause:
      'A counterfeit: its controller was set to claim memory that is not there. Less often a memory that has failed.',
    todo: ['Do not use it for anything you need.'],
  }),
  DRIVE_IN_USE: ({ drive, mountPoint, usedBy }) => ({
    title: `${drive} is in use`,
    happened: `The volume at ${mountPoint} could not be let go. ${inUseText(usedBy)}`,
    cause: null,
    todo: [
      usedBy.length === 0 ? 'Close the programs that use it, then try again.' : 'Close that program, then try again.',
    ],
  }),
  DRIVE_LOCK_FAILED: ({ drive, usedBy }) => ({
    title: `${drive} is held by another program`,
    happened: `The drive could not be taken for this job. ${inUseText(usedBy)}`,
    cause: null,
    todo: ['Close the programs that use it, then try again.', 'Or plug it in again.'],
  }),
  DRIVE_OPEN_FAILED: ({ drive }) => ({
    title: `${drive} could not be opened`,
    happened: 'The system refused to open the drive.',
    cause: 'Missing rights, or the drive has stopped answering.',
    todo: ['Start with administrator rights.', 'Or plug the drive in again.'],
  }),
  NOT_CONFIRMED: () => ({
    title: 'Not confirmed',
    happened: 'Erasing a drive needs your confirmation.',
    cause: null,
    todo: ['Run it in a terminal and answer the question, or add --yes if you are sure.'],
  }),
  ELEVATION_DENIED: () => ({
    title: 'Permission was not given',
    happened: 'Drives are written and read with administrator permission only.',
    cause: null,
    todo: ['Try again when ready.'],
  }),
  ELEVATION_UNAVAILABLE: ({ reason, command }) => ({
    title: 'Administrator permission cannot be asked for here',
    happened: reason === '' ? 'This session has no program that can ask for a password.' : `${reason}.`,
    cause: null,
    todo: [command === '' ? 'Start it as administrator.' : 'Run exactly this:'],
    ...(command === '' ? {} : { command }),
  }),
  WORKER_LOST: ({ signal, exitCode }) => ({
    title: 'The writing process ended',
    happened: lostText('The writing process', signal, exitCode),
    cause: null,
    todo: ['Try again.', `If it repeats: ${REPORT.charAt(0).toLowerCase()}${REPORT.slice(1)}`],
  }),
  WORKER_PROTOCOL: ({ problem }) => ({
    title: 'The parts of this program do not fit together',
    happened: `The writing process said something unexpected: ${problem}.`,
    cause: 'Files of two versions are mixed.',
    todo: ['Install the program again.', REPORT],
  }),
  READER_LOST: ({ signal, exitCode }) => ({
    title: 'The reading process ended',
    happened: lostText('The process that reads images and drives', signal, exitCode),
    cause: null,
    todo: ['Try again.', `If it repeats: ${REPORT.charAt(0).toLowerCase()}${REPORT.slice(1)}`],
  }),
  WRITE_IO: ({ drive, offsetBytes }) => ({
    title: `${drive} cannot be used`,
    happened: `The drive refused data at ${percentAt(offsetBytes)}.`,
    cause: 'The drive or its connection is failing.',
    todo: [OTHER_PORT, OTHER_DRIVE],
  }),
  WRITE_STALLED: ({ drive, offsetBytes, stalledMs }) => ({
    title: `${drive} stopped answering`,
    happened: `No data was accepted for ${countText(stalledMs / 1000)} s at ${percentAt(offsetBytes)}.`,
    cause: 'Some sticks pause; many that pause this long are failing.',
    todo: ['Use another port, without a hub.', 'Use another drive.'],
  }),
  FLUSH_FAILED: ({ drive }) => ({
    title: `${drive} cannot be used`,
    happened: 'The drive took the data but could not store it.',
    cause: 'The drive is failing.',
    todo: ['Use another drive.'],
  }),
  READ_IO: ({ drive, offsetBytes }) => ({
    title: `${drive} cannot be used`,
    happened: `The drive could not be read back at ${percentAt(offsetBytes)}.`,
    cause: 'The drive is failing.',
    todo: ['Use another drive.'],
  }),
  VERIFY_MISMATCH: ({ drive, ranges, rangeCount, differingBytes }) => ({
    title: `${drive} cannot be used`,
    happened: `What was read back differs from the image in ${rangeCount === 1 ? '1 place' : `${countText(rangeCount)} places`} (${sizeText(differingBytes)} in all)${
      ranges[0] === undefined ? '' : `, first at ${bytesText(ranges[0].offsetBytes)}`
    }.`,
    cause: 'The stick is failing, or something wrote to it after it was written.',
    todo: ['Use another stick.', 'Or try a port on the computer itself, without a hub, and write again.'],
  }),
  EJECT_FAILED: ({ drive, usedBy }) => ({
    title: `${drive} could not be ejected`,
    happened: `Written, but still in use. ${inUseText(usedBy)}`,
    cause: null,
    todo: ['Close the programs that use it, then eject it by hand.'],
  }),
  HOST_LOST: () => ({
    title: 'The connection was lost',
    happened: 'Writing may still be going on. Do not unplug the drives.',
    cause: null,
    todo: ['Connect again.'],
  }),
  NOT_ALLOWED: ({ reason }) => ({
    title: 'Not allowed',
    happened: `${reason}.`,
    cause: null,
    todo: [],
  }),
  INTERNAL: ({ detail }) => ({
    title: 'This is our mistake, not yours',
    happened: `Something happened that should not: ${detail}`,
    cause: null,
    todo: [REPORT],
  }),
};

function todoOf(reasons: readonly ProtectionCode[]): readonly string[] {
  const first = reasons[0];
  const todo = first === undefined ? null : protectionTexts[first].todo;
  return [todo ?? 'Use another drive.'];
}
