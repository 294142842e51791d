/** What a person dropped, sorted by what it is for. */
export interface Dropped<F> {
  readonly images: readonly F[];
  readonly checksums: readonly F[];
}

const CHECKSUM_NAME =
  /(^|[._-])(sha256|sha512|sha1|md5|check)?sums?([._-]|$)|\.(sha256|sha256sum|sha512|sha512sum|sha1|md5|checksum|bmap|asc|sig|sign|gpg|pgp)$/i;

/** Checksum files, signatures and block maps tell by their names; everything else is meant as an image. */
export function sortDropped<F extends { readonly name: string }>(files: readonly F[]): Dropped<F> {
  return {
    images: files.filter(({ name }) => !isChecksumName(name)),
    checksums: files.filter(({ name }) => isChecksumName(name)),
  };
}

export function isChecksumName(name: string): boolean {
  return CHECKSUM_NAME.test(name);
}
