/** Failures: title, what happened, likely cause (ux.md 7). What to do: `remedy.*`. */
export const enErrors = {
  'failure.happened': 'What happened',
  'failure.cause': 'Likely cause',
  'failure.todo': 'What to do',
  'failure.unchanged': 'What is on it was left as it was.',
  'failure.nothingWritten': 'Nothing was written.',
  'failure.noReason': 'The system gave no reason.',
  'failure.osCode': 'The system gave no reason other than error {osCode}.',
  'failure.unusable': 'It will not start a computer until it is written again.',

  'error.USAGE.title': 'This cannot be carried out',
  'error.USAGE.happened': 'The request was not understood: {problem} ({value}).',

  'error.IMAGE_NOT_FOUND.title': 'The image was not found',
  'error.IMAGE_NOT_FOUND.happened': 'There is no file {path}.',
  'error.IMAGE_NOT_FOUND.cause': 'It was moved, renamed or deleted, or the disk it is on is not attached.',

  'error.IMAGE_NOT_A_FILE.title': 'This is not an image file',
  'error.IMAGE_NOT_A_FILE.happened': '{path} is a folder or a special file.',
  'error.IMAGE_NOT_A_FILE.cause': 'Folders cannot be used. Choose the image file itself.',

  'error.IMAGE_EMPTY.title': 'The image is empty',
  'error.IMAGE_EMPTY.happened': '{path} contains 0 bytes.',
  'error.IMAGE_EMPTY.cause': 'The download was cut off before any data came.',

  'error.IMAGE_UNREADABLE.title': 'The image cannot be read',
  'error.IMAGE_UNREADABLE.happened': '{path} could not be read.',
  'error.IMAGE_UNREADABLE.happenedAt': 'Reading {path} failed at {offset}.',
  'error.IMAGE_UNREADABLE.denied': 'You do not have permission to read this file.',
  'error.IMAGE_UNREADABLE.failing': 'The disk the image is on could not read its own data ({osCode}).',

  'error.IMAGE_TRUNCATED.title': 'The image is incomplete',
  'error.IMAGE_TRUNCATED.happened': 'The file ends {missing} before its own table of contents says it should.',
  'error.IMAGE_TRUNCATED.happenedUnknown': 'The file ends after {present}, in the middle of its data.',
  'error.IMAGE_TRUNCATED.cause': 'The download or the copy was cut off.',

  'error.IMAGE_CHANGED.title': 'The image has changed',
  'error.IMAGE_CHANGED.happened': '{path} is no longer the file you chose: its size or its time is different.',
  'error.IMAGE_CHANGED.cause': 'A download into this file was still going on, or another program replaced it.',

  'error.IMAGE_UNKNOWN.title': 'Unknown image',
  'error.IMAGE_UNKNOWN.happened': '{path} has neither a partition table nor a file system we know, and is not packed.',
  'error.IMAGE_UNKNOWN.cause': 'It is another kind of file, or it is damaged.',

  'error.IMAGE_AMBIGUOUS.title': 'Which image is meant?',
  'error.IMAGE_AMBIGUOUS.happened': '{path} contains more than one image: {names}.',

  'error.IMAGE_UNSUPPORTED.title': 'This format cannot be read',
  'error.IMAGE_UNSUPPORTED.happened': '{path} has the format {format}, which cannot be read here.',

  'error.IMAGE_NOT_RAW_WRITABLE.title': 'This image needs another method',
  'error.IMAGE_NOT_RAW_WRITABLE.happened': 'This is a {system} image. Copied as it is, it starts on few computers.',
  'error.IMAGE_NOT_RAW_WRITABLE.cause': 'It was made for optical discs, not for USB drives.',

  'error.DECOMPRESS_FAILED.title': 'The packed image is damaged',
  'error.DECOMPRESS_FAILED.happened': 'Unpacking {path} ({format}) failed after {offset}.',
  'error.DECOMPRESS_FAILED.cause': 'The file was damaged while it was downloaded or stored.',

  'error.BLOCK_MAP_INVALID.title': 'The block map cannot be used',
  'error.BLOCK_MAP_INVALID.unreadable': '{file} cannot be read, or is far too long for a block map.',
  'error.BLOCK_MAP_INVALID.damaged': '{file} is no block map, or is damaged.',
  'error.BLOCK_MAP_INVALID.own-checksum': '{file} is damaged: it does not have the checksum it says of itself.',
  'error.BLOCK_MAP_INVALID.other-image': '{file} is for an image of {map}; this one has {image}.',
  'error.BLOCK_MAP_INVALID.version':
    '{file} is of a version that is not known, or uses another kind of checksum. Known are 1.3 to 2.0.',
  'error.BLOCK_MAP_INVALID.no-checksums': '{file} has no checksums to compare with.',
  'error.BLOCK_MAP_INVALID.cause': 'It belongs to another image, or the image was cut short.',

  'error.CHECKSUM_MISMATCH.title': 'The checksum does not match',
  'error.CHECKSUM_MISMATCH.happened': 'Expected {expected}, got {actual}.',
  'error.CHECKSUM_MISMATCH.cause': 'This file is damaged or altered, or the expected value belongs to another version.',

  'error.EMBEDDED_CHECKSUM_MISMATCH.title': 'The image is damaged',
  'error.EMBEDDED_CHECKSUM_MISMATCH.happened':
    'It carries its own checksum, MD5 {expected}; computed from its bytes it is {actual}.',
  'error.EMBEDDED_CHECKSUM_MISMATCH.cause':
    'It was damaged on the way, or changed without a new checksum being put in.',

  'error.CHECKSUM_FILE_INVALID.title': 'This file cannot be used to check the image',
  'error.CHECKSUM_FILE_INVALID.empty': '{file} is empty.',
  'error.CHECKSUM_FILE_INVALID.not-a-checksum': '{file} holds no checksum.',
  'error.CHECKSUM_FILE_INVALID.other-algorithm': '{file} holds neither SHA-256 nor SHA-512.',
  'error.CHECKSUM_FILE_INVALID.weak-algorithm':
    '{file} holds only MD5 or SHA-1, which can be forged and prove nothing.',
  'error.CHECKSUM_FILE_INVALID.otherFiles': '{file} has no line for this image, only for {names}.',
  'error.CHECKSUM_FILE_INVALID.ambiguous': '{file} has several different checksums for this image.',
  'error.CHECKSUM_FILE_INVALID.unreadable': '{file} cannot be read as a checksum file, signature or key.',
  'error.CHECKSUM_FILE_INVALID.too-large': '{file} is too large to be a checksum file.',
  'error.CHECKSUM_FILE_INVALID.not-found': '{file} is not there.',

  'error.SIGNATURE_INVALID.title': 'The signature is not valid',
  'error.SIGNATURE_INVALID.wrong': 'The signature in {file} was not made for this content.',
  'error.SIGNATURE_INVALID.weak': 'The signature in {file} uses SHA-1 or MD5, which can be forged.',
  'error.SIGNATURE_INVALID.unreadable': 'The signature in {file} is damaged.',
  'error.SIGNATURE_INVALID.missing': 'There is no signature in {file}.',
  'error.SIGNATURE_INVALID.cause': 'The image or its checksum file was changed, or belongs to another version.',

  'error.SIGNATURE_KEY_UNKNOWN.title': 'The key of the signature is not known',
  'error.SIGNATURE_KEY_UNKNOWN.happened': 'The signature in {file} was made with {keys}.',

  'error.DISK_SPACE_LOCAL.title': 'There is not enough room',
  'error.DISK_SPACE_LOCAL.happened': '{path} needs {needed}, and its disk has less than that free.',

  'error.DRIVE_LIST_FAILED.title': 'The drives could not be listed',
  'error.DRIVE_LIST_FAILED.happened': 'The system did not let us list drives: {reason}',

  'error.DRIVE_NOT_FOUND.title': '{drive} is not plugged in',
  'error.DRIVE_NOT_FOUND.happened': 'No drive of this name is attached now.',
  'error.DRIVE_NOT_FOUND.cause': 'It was unplugged, or plugged into another port.',

  'error.DRIVE_GONE.title': '{drive} was unplugged',
  'error.DRIVE_GONE.happened': 'The drive disappeared while it was in use.',
  'error.DRIVE_GONE.happenedAt': 'Unplugged at {percent}.',
  'error.DRIVE_GONE.cause': 'It was pulled out, or its plug, port or cable has a loose contact.',

  'error.DRIVE_CHANGED.title': '{drive} is not the drive you confirmed',
  'error.DRIVE_CHANGED.happened': 'Its port now holds a different drive than you confirmed.',
  'error.DRIVE_CHANGED.cause': 'The drive was swapped, or its card was changed, after you confirmed.',

  'error.DRIVE_PROTECTED.title': '{drive} is locked',
  'error.DRIVE_PROTECTED.happened': 'This drive is protected and was not touched: {reasons}',

  'error.CONTENTS_REFUSED.title': '{drive} is not looked into',
  'error.CONTENTS_REFUSED.happened':
    'Only drives that can be unplugged are looked into, not those this computer runs on.',

  'error.DRIVE_NEEDS_CODE.title': '{drive} needs its code',
  'error.DRIVE_NEEDS_CODE.happened': 'This drive is erased only after its code was typed.',

  'error.DRIVE_TOO_SMALL.title': '{drive} is too small',
  'error.DRIVE_TOO_SMALL.happened': 'The image needs {needed}, the drive has {size}: {missing} are missing.',

  'error.DRIVE_READ_ONLY.title': '{drive} is write-protected',
  'error.DRIVE_READ_ONLY.happened': 'The drive refuses to be written.',
  'error.DRIVE_READ_ONLY.cause': 'Its switch is on; or it has switched itself off because it is failing.',

  'error.DRIVE_FALSE_CAPACITY.title': '{drive} is smaller than it says',
  'error.DRIVE_FALSE_CAPACITY.wraps':
    'It says {claimed}; what is written past {real} lands on what was written before.',
  'error.DRIVE_FALSE_CAPACITY.drops': 'It says {claimed}; what is written past {real} is not kept.',
  'error.DRIVE_FALSE_CAPACITY.errors': 'It says {claimed}; past {real} it answers only with errors.',
  'error.DRIVE_FALSE_CAPACITY.happenedNothing': 'It says {claimed}; nothing that was written to it came back.',
  'error.DRIVE_FALSE_CAPACITY.cause':
    'A counterfeit: its controller was set to claim memory that is not there. Less often a memory that has failed.',

  'error.DRIVE_IN_USE.title': '{drive} is in use',
  'error.DRIVE_IN_USE.happened': 'Volume {volume} could not be let go.',
  'error.DRIVE_IN_USE.happenedBy': 'Volume {volume} could not be let go; {programs} has it open.',
  'error.DRIVE_IN_USE.cause': 'A program has a file or a folder of this drive open.',

  'error.DRIVE_LOCK_FAILED.title': '{drive} is used by another program',
  'error.DRIVE_LOCK_FAILED.happened': 'The drive could not be taken for writing alone.',
  'error.DRIVE_LOCK_FAILED.happenedBy': 'The drive could not be taken for writing alone; {programs} has it open.',
  'error.DRIVE_LOCK_FAILED.cause':
    'Another program works on the whole drive: a partitioning tool, a backup, a virtual machine.',

  'error.DRIVE_OPEN_FAILED.title': '{drive} could not be opened',
  'error.DRIVE_OPEN_FAILED.happened': 'The system did not let us open the drive.',

  'error.NOT_CONFIRMED.title': 'Nothing was started',
  'error.NOT_CONFIRMED.happened': 'The plan was not confirmed.',

  'error.ELEVATION_DENIED.title': 'Permission was not given',
  'error.ELEVATION_DENIED.happened': 'The system did not give administrator permission.',
  'error.ELEVATION_DENIED.cause': 'The request was dismissed, or the password was wrong.',

  'error.ELEVATION_UNAVAILABLE.title': 'Administrator permission cannot be asked for here',
  'error.ELEVATION_UNAVAILABLE.happened': 'This session has no program that can ask for a password.',
  'error.ELEVATION_UNAVAILABLE.cause': 'The system says: {reason}',

  'error.WORKER_LOST.title': 'The writing process ended',
  'error.WORKER_LOST.happened': 'The writing process ended without a reason.',
  'error.WORKER_LOST.happenedSignal': 'The writing process ended without a reason (signal {signal}).',
  'error.WORKER_LOST.happenedExit': 'The writing process ended without a reason (exit code {exitCode}).',
  'error.WORKER_LOST.cause': 'The system or another program ended it.',

  'error.WORKER_PROTOCOL.title': 'The parts of the program do not fit together',
  'error.WORKER_PROTOCOL.happened': 'The writing process gave an answer that was not expected: {problem}',
  'error.WORKER_PROTOCOL.cause': 'The program was updated or installed only in part.',

  'error.READER_LOST.title': 'The reading process ended',
  'error.READER_LOST.happened': 'The process that reads the image ended without a reason.',
  'error.READER_LOST.happenedSignal': 'The process that reads the image ended without a reason (signal {signal}).',
  'error.READER_LOST.happenedExit': 'The process that reads the image ended without a reason (exit code {exitCode}).',
  'error.READER_LOST.cause': 'The system or another program ended it.',

  'error.WRITE_IO.title': '{drive} cannot be used',
  'error.WRITE_IO.happened': 'The drive refused data at {offset}.',
  'error.WRITE_IO.happenedAt': 'The drive refused data at {offset} ({percent}).',
  'error.WRITE_IO.cause': 'The stick is failing, or the connection to it is bad.',

  'error.WRITE_STALLED.title': '{drive} stopped accepting data',
  'error.WRITE_STALLED.happened': 'No data was accepted for {time} at {offset}.',
  'error.WRITE_STALLED.happenedAt': 'No data was accepted for {time} at {offset} ({percent}).',
  'error.WRITE_STALLED.cause': 'Some sticks pause; many that pause this long are failing.',

  'error.FLUSH_FAILED.title': '{drive} could not store the data',
  'error.FLUSH_FAILED.happened': 'The drive took the data but could not store it.',
  'error.FLUSH_FAILED.cause': 'The stick is failing.',

  'error.READ_IO.title': '{drive} cannot be read back',
  'error.READ_IO.happened': 'What was written could not be read back at {offset}.',
  'error.READ_IO.happenedAt': 'What was written could not be read back at {offset} ({percent}).',
  'error.READ_IO.cause': 'The stick is failing.',

  'error.VERIFY_MISMATCH.title': '{drive} cannot be used',
  'error.VERIFY_MISMATCH.happened': {
    one: 'What was read back differs from the image in {count} place, first at {offset}.',
    other: 'What was read back differs from the image in {count} places, first at {offset}.',
  },
  'error.VERIFY_MISMATCH.happenedAt': {
    one: 'What was read back differs from the image in {count} place, at {offset} ({percent}).',
    other: 'What was read back differs from the image in {count} places, first at {offset} ({percent}).',
  },
  'error.VERIFY_MISMATCH.cause': 'The stick is failing.',
  'error.VERIFY_MISMATCH.causeRetries': {
    one: 'The stick is failing: it was written again {count} time, and still differs.',
    other: 'The stick is failing: it was written again {count} times, and still differs.',
  },

  'error.EJECT_FAILED.title': '{drive} was not ejected',
  'error.EJECT_FAILED.happened': 'The drive is written, but still in use.',
  'error.EJECT_FAILED.happenedBy': 'The drive is written, but still in use by {programs}.',
  'error.EJECT_FAILED.cause': 'This computer opened the drive again as soon as it was written.',

  'error.HOST_LOST.title': 'The connection was lost',
  'error.HOST_LOST.happened': 'This page no longer reaches the program. Writing may still be going on.',
  'error.HOST_LOST.cause': 'The program was ended, the computer sleeps, or the network is down.',

  'error.NOT_ALLOWED.title': 'This is not allowed here',
  'error.NOT_ALLOWED.happened': 'The program refused the request: {reason}',

  'error.INTERNAL.title': 'This is our mistake, not yours',
  'error.INTERNAL.happened': 'The program met a state that it should never be in: {detail}',

  'remedy.choose-again': 'Choose the image again.',
  'remedy.check-permissions':
    'Check that you have permission for it, or start the app with the rights it needs; then try again.',
  'remedy.download-again': 'Download the image again, and compare its checksum.',
  'remedy.extract-first': 'Unpack the file first, then choose the image inside it.',
  'remedy.other-tool': 'Use the tool that its maker offers for such images.',
  'remedy.check-expected': 'Check that the expected value is for this version.',
  'remedy.matching-map': 'Get the .bmap file that was published with this image, or leave it out.',
  'remedy.give-checksum':
    'If you changed the image yourself, enter its SHA-256: that counts for more than the checksum inside.',
  'remedy.other-checksum': 'Use the checksum file that the publisher of the image offers beside it.',
  'remedy.add-key': 'Give the public key of the publisher as a file, from a source you trust.',
  'remedy.do-not-use': 'Do not use it for anything you need.',
  'remedy.retry-download': 'Try the download again; it continues where it stopped.',
  'remedy.use-file': 'Choose a file instead.',
  'remedy.free-space': 'Make room on the disk.',
  'remedy.other-folder': 'Choose another folder.',
  'remedy.retry': 'Rescan.',
  'remedy.replug': 'Unplug the drive, plug it in again, then write again.',
  'remedy.other-port': 'Try a port on the computer itself, without a hub, and write again.',
  'remedy.other-drive': 'Use another drive.',
  'remedy.review-again': 'Review again.',
  'remedy.choose-other-drive': 'Choose another drive.',
  'remedy.larger-drive': 'Use a larger drive.',
  'remedy.check-switch': 'Slide its switch. A stick without a switch has switched itself off because it is failing.',
  'remedy.close-programs': 'Close the programs that use the drive, then try again.',
  'remedy.try-again': 'Try again when you are ready.',
  'remedy.run-as-admin': 'Start the app as administrator, or run this command in a terminal:',
  'remedy.install-agent': 'Or install a program that can ask for the password, such as a polkit agent.',
  'remedy.send-log': 'If it repeats, copy the technical details and report them.',
  'remedy.reinstall': 'Install the program again.',
  'remedy.write-again': 'Write the drive again, in another port if possible.',
  'remedy.eject-by-hand': 'Close the programs that use the drive, then eject it.',
  'remedy.fix-command': 'Correct the request.',
  'remedy.reconnect': 'Start the program again if it has ended; this page connects by itself.',
} as const;
