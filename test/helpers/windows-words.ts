/** How Windows itself reads what the builders make: written from its rules, apart from the code that quotes. */

/**
 * The arguments in a command line, by the rules of the C runtime for all but the program's own name: 2n backslashes and a
 * quote are n backslashes and the end or begin of a quoted part, 2n+1 are n backslashes and a quote.
 */
export function argumentsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let at = 0; at < line.length; ) {
    const slashes = /^\\*/.exec(line.slice(at))?.[0].length ?? 0;
    const next = line[at + slashes];
    if (next === '"') {
      word = (word ?? '') + '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
      at += slashes + 1;
    } else if (slashes > 0) {
      word = (word ?? '') + '\\'.repeat(slashes);
      at += slashes;
    } else if (!isQuoted && (next === ' ' || next === '\t')) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
    } else {
      word = (word ?? '') + (next ?? '');
      at += 1;
    }
  }
  return word === null ? words : [...words, word];
}

const MARKS = "'\u2018\u2019\u201a\u201b";

/** The PowerShell literal that begins at `start`, and where it ends: at the first mark that no other mark follows. */
export function literalOf(script: string, start: number): { readonly text: string; readonly end: number } {
  if (!MARKS.includes(script[start] ?? ' ')) throw new Error(`No literal at ${start}`);
  let text = '';
  for (let at = start + 1; at < script.length; at += 1) {
    const character = script[at] ?? '';
    if (!MARKS.includes(character)) text += character;
    else if (MARKS.includes(script[at + 1] ?? ' ')) {
      text += character;
      at += 1;
    } else return { text, end: at + 1 };
  }
  throw new Error('A literal without an end');
}

/** Program and command line that a script given by -EncodedCommand would start. */
export function decodeScript(args: readonly string[]): { readonly fileName: string; readonly arguments: string } {
  const encoded = args[args.indexOf('-EncodedCommand') + 1] ?? '';
  const script = Buffer.from(encoded, 'base64').toString('utf16le');
  const literalFor = (name: string) => {
    const mark = `$start.${name} = `;
    return literalOf(script, script.indexOf(mark) + mark.length).text;
  };
  return { fileName: literalFor('FileName'), arguments: literalFor('Arguments') };
}
