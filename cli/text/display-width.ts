/** Characters that take two columns on a terminal (Unicode East Asian Width W and F, emoji presentation). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Characters drawn over the one before them. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what a colour code begins with
const COLOUR = /\u001b\[[0-9;]*m/gu;

/** Columns a text takes on a terminal, colour codes not counted. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text.replace(COLOUR, '')) {
    if (!ZERO.test(character)) columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** The text cut to at most `columns` columns, with `…` where something was left out. Only for text without colour codes. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const character of text) {
    used += displayWidth(character);
    if (used > columns) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`;
}

/** The text with blanks up to `columns` columns; a longer one is cut. */
export function padToWidth(text: string, columns: number): string {
  const cut = displayWidth(text) > columns ? cutToWidth(text, columns) : text;
  return cut + ' '.repeat(Math.max(0, columns - displayWidth(cut)));
}

/** The same with the blanks in front: for figures. */
export function padStartToWidth(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** The same with an indent before every line; for sentences that follow one another. */
export function wrapIndented(text: string, columns: number, indent: string): string[] {
  return wrapToWidth(text, Math.max(20, columns - indent.length)).map((line) => indent + line);
}

/** Breaks a text at blanks into lines of at most `columns`; a longer word stays whole. */
export function wrapToWidth(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
