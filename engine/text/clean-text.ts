/** Longest text from a disk, file name or server that is shown, in characters. */
const MAX_LENGTH = 200;

/**
 * Text that came from a disk, a file name or a server, made safe to show on one line: control characters,
 * line breaks and bidirectional controls become one blank, runs of blanks collapse, the ends are trimmed.
 * It is for display only; never open a path that went through it.
 *
 * Source: Unicode categories Cc, Cf (bidirectional and invisible format characters), Zl, Zp, unpaired surrogates (Cs).
 */
export function cleanText(text: string): string {
  return cleanLongText(text, MAX_LENGTH);
}

/** The same where more than a name is shown, or less. Two functions, so that `names.map(cleanText)` cuts nothing. */
export function cleanLongText(text: string, maxLength: number): string {
  const cleaned = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return cleaned.length <= maxLength ? cleaned : `${cleaned.slice(0, maxLength - 1)}…`;
}
