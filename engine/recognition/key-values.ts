/** Sections of an INI text by lower-case name; '' holds what comes before the first. Keys are lower-case, the first value counts. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

const SECTION = /^\[([^\]]{1,200})\]$/u;
const PAIR = /^([^=:\s][^=:]{0,200}?)\s*[=:]\s*(.*)$/u;

/** Reads an INI text (`.treeinfo`); lines that are neither section nor pair are left out. */
export function readIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  sections.set('', current);
  for (const line of linesOf(text)) {
    if (line.startsWith(';') || line.startsWith('#')) continue;
    const section = SECTION.exec(line)?.[1]?.toLowerCase();
    if (section !== undefined) {
      current = sections.get(section) ?? new Map<string, string>();
      sections.set(section, current);
      continue;
    }
    const pair = PAIR.exec(line);
    const key = pair?.[1]?.toLowerCase();
    if (key !== undefined && !current.has(key)) current.set(key, pair?.[2] ?? '');
  }
  return sections;
}

/** Reads lines `KEY=value` or `KEY: value` with or without quotes around the value; keys as they are, the first one counts. */
export function readPairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of linesOf(text)) {
    const pair = PAIR.exec(line);
    const key = pair?.[1];
    if (key === undefined || line.startsWith('#') || pairs.has(key)) continue;
    pairs.set(key, unquoted(pair?.[2] ?? ''));
  }
  return pairs;
}

export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/u).map((line) => line.trim());
}

function unquoted(value: string): string {
  return /^(['"])(.*)\1$/u.exec(value)?.[2] ?? value;
}
