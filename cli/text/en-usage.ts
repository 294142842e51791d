/** One line for every way a command can be written wrong; the value is what was written. */
export const usageTexts = {
  'unknown-command': (value: string) => `There is no command "${value}".`,
  'unknown-option': (value: string) => `There is no option ${value} here.`,
  'missing-value': (value: string) => `${value} needs a value.`,
  'unwanted-value': (value: string) => `${value} takes no value.`,
  'given-twice': (value: string) => `${value} is given twice.`,
  'too-many-arguments': (value: string) => `"${value}" is one argument too many. Put names with spaces in quotes.`,
  'no-receipt': () => 'Name the receipt file.',
  'receipt-unreadable': (value: string) => `The receipt ${value} cannot be read.`,
  'not-a-receipt': (value: string) => `${value} is not a receipt of Stickwright.`,
  'receipt-without-digest': (value: string) =>
    `The receipt ${value} has no SHA-256: its job ended before the image was known.`,
  'which-drive': (value: string) => `Several attached drives fit the receipt. Name one with --on: ${value}.`,
  'no-image': () => 'Name the image file.',
  'no-address': () => 'Give an address, or a name that "stickwright catalogue" shows.',
  'bad-address': (value: string) => `An address begins with https:// or http://, unlike "${value}".`,
  'not-a-list': (value: string) => `${value} is no list of images that can be read.`,
  'unknown-entry': (value: string) => `There is no "${value}" in the list. "stickwright catalogue" shows all names.`,
  'only-page': (value: string) => `This image comes from the page of its vendor only: ${value}`,
  'keep-without-address': () => '--keep only goes with an address: a file is kept where it is.',
  'no-contents-drive': () => 'Name the drive: stickwright contents DRIVE.',
  'no-drive': (value: string) => `Name the drive with ${value} DRIVE.`,
  'bad-sha256': (value: string) => `--sha256 wants 64 hexadecimal digits, not "${value}".`,
  'bad-sha512': (value: string) => `--sha512 wants 128 hexadecimal digits, not "${value}".`,
  'two-checksums': () => 'Give one of --sha256, --sha512 and --checksums or --signature.',
  'check-of-address': () => 'An address is compared while it is written or downloaded, with --sha256 or --sha512.',
  'signature-of-address': () =>
    'A signature over the image needs it as a file. Download it first (stickwright download).',
  'key-for-nothing': () => '--key goes with --signature or --checksums, or with such files beside the image.',
  'bad-size': (value: string) => `--size wants a size such as 8G or 500M, not "${value}".`,
  'size-not-whole-sectors': (value: string) => `--size ${value} is not a multiple of 512 bytes.`,
  'size-without-file': () => '--size only goes with a practice drive: --to file:NAME.img.',
  'size-of-existing': (value: string) => `${value} exists with another size. Leave out --size to use it as it is.`,
  'practice-needs-size': (value: string) => `${value} does not exist yet. Add --size 8G to make a practice drive.`,
  'practice-no-folder': (value: string) => `There is no folder ${value} to make the practice drive in.`,
  'practice-name': (value: string) => `A practice drive's name ends in .img or .raw, unlike ${value}.`,
  'same-drive-twice': (value: string) => `${value} is named twice.`,
  'receipt-folder': (value: string) => `The receipt cannot be written to ${value}: there is no such folder.`,
  'receipt-not-writable': (value: string) => `The receipt cannot be written to ${value}: no permission.`,
  'receipt-not-a-file': (value: string) => `The receipt cannot be written to ${value}: it is not a plain file.`,
  'receipt-is-used': (value: string) => `The receipt cannot be written to ${value}: that is the image or a drive.`,
  'not-a-terminal': () => 'The guided mode needs a terminal.',
  'unknown-topic': (value: string) => `There is no help on "${value}".`,
} as const satisfies Record<string, (value: string) => string>;

export type UsageProblem = keyof typeof usageTexts;

export function isUsageProblem(problem: string): problem is UsageProblem {
  return Object.hasOwn(usageTexts, problem);
}
