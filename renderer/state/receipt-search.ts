import type { ReceiptEntry } from '#contract/methods.ts';

/** True if every word of the search is in the entry; case and width (NFKC) do not matter. */
export function matchesSearch({ imageName, drives, endedAt }: ReceiptEntry, search: string): boolean {
  const text = fold(
    [imageName, endedAt, ...drives.flatMap(({ name, maskedSerial }) => [name, maskedSerial ?? ''])].join(' '),
  );
  return fold(search)
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}
