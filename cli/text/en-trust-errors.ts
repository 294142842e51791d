import type { ErrorParams } from '#contract/errors.ts';

type Sentences<C extends keyof ErrorParams> = (params: ErrorParams[C]) => {
  readonly title: string;
  readonly happened: string;
  readonly cause: string | null;
  readonly todo: readonly string[];
};

/** Files given for checking an image that do not do it. */
export const trustSentences: {
  readonly CHECKSUM_FILE_INVALID: Sentences<'CHECKSUM_FILE_INVALID'>;
  readonly SIGNATURE_INVALID: Sentences<'SIGNATURE_INVALID'>;
  readonly SIGNATURE_KEY_UNKNOWN: Sentences<'SIGNATURE_KEY_UNKNOWN'>;
} = {
  CHECKSUM_FILE_INVALID: ({ fileName, reason, names }) => ({
    title: 'This file cannot be used to check the image',
    happened: checksumFileReasons[reason](fileName, names),
    cause: null,
    todo: ['Use the checksum file that the publisher of the image offers beside it.'],
  }),
  SIGNATURE_INVALID: ({ fileName, reason }) => ({
    title: 'The signature is not valid',
    happened: signatureReasons[reason](fileName),
    cause: reason === 'wrong' ? 'The image or its checksum file was changed, or belongs to another version.' : null,
    todo: ['Download the image, its checksum file and the signature again.', 'Do not use this image as it is.'],
  }),
  SIGNATURE_KEY_UNKNOWN: ({ fileName, keyIds }) => ({
    title: 'The key of the signature is not known',
    happened: `The signature in ${fileName} was made with ${keyIds.join(', ')}.`,
    cause: null,
    todo: ['Give the public key of the publisher with --key FILE, from a source you trust.'],
  }),
};

const checksumFileReasons: Readonly<
  Record<ErrorParams['CHECKSUM_FILE_INVALID']['reason'], (file: string, names: readonly string[]) => string>
> = {
  empty: (file) => `${file} is empty.`,
  'not-a-checksum': (file) => `${file} holds no checksum.`,
  'other-algorithm': (file) => `${file} holds neither SHA-256 nor SHA-512.`,
  'weak-algorithm': (file) => `${file} holds only MD5 or SHA-1, which can be forged and prove nothing.`,
  'other-files': (file, names) => `${file} has no line for this image, only for ${names.join(', ')}.`,
  ambiguous: (file) => `${file} has several different checksums for this image.`,
  unreadable: (file) => `${file} cannot be read as a checksum file, signature or key.`,
  'too-large': (file) => `${file} is too large to be a checksum file.`,
  'not-found': (file) => `${file} is not there.`,
};

const signatureReasons: Readonly<Record<ErrorParams['SIGNATURE_INVALID']['reason'], (file: string) => string>> = {
  wrong: (file) => `The signature in ${file} was not made for this content.`,
  weak: (file) => `The signature in ${file} uses SHA-1 or MD5, which can be forged.`,
  unreadable: (file) => `The signature in ${file} is damaged.`,
  missing: (file) => `There is no signature in ${file}.`,
};
