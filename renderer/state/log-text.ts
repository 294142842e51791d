/** Lines of the log as a person reads them, in English as they are: `2026-11-25 12:00:01 error job: …`. Pure. */
export function logText(lines: readonly string[]): string {
  return lines.map(readable).join('\n');
}

function readable(line: string): string {
  const entry = parsed(line);
  if (typeof entry !== 'object' || entry === null || !('message' in entry)) return line;
  const field = (name: string) => (name in entry ? String(Reflect.get(entry, name)) : '');
  const at = field('at').replace(/^(\S+)T(\d\d:\d\d:\d\d).*$/u, '$1 $2');
  const who = field('proc') === 'page' ? 'page ' : '';
  return `${at} ${field('level')} ${who}${field('op')}: ${field('message')}`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // cut off, by a full disk: shown as it is
  }
}
