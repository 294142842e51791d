/** A text as one word of a POSIX shell command, ready to be pasted; control characters are spelled out as `$'\n'`. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const spelled = [...text].map((char) => {
    const code = char.codePointAt(0) ?? 0;
    if (char === "'" || char === '\\') return `\\${char}`;
    if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code >= 0x80 && code < 0xa0 ? `\\u${code.toString(16).padStart(4, '0')}` : char;
  });
  return `$'${spelled.join('')}'`;
}
