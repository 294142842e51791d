import { ReadStream, WriteStream } from 'node:tty';

/** The three streams of the program and what may be drawn on them. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** A person can be asked: stdin and stderr are a terminal. */
  readonly canAsk: boolean;
  /** stderr is a terminal: lines may be redrawn in place. */
  readonly isLive: boolean;
  readonly colours: { readonly stdout: boolean; readonly stderr: boolean };
  /** The terminal draws ticks and block characters. */
  readonly hasSymbols: boolean;
  /** Columns of stderr at this moment; 80 where it is no terminal. */
  columns(): number;
  rows(): number;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** The streams of this process. A terminal that says it is dumb is treated as a pipe that can answer. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const isDumb = env.TERM === 'dumb';
  const isTerminal = stderr.isTTY === true;
  return {
    stdin,
    stdout,
    stderr,
    canAsk: stdin.isTTY === true && isTerminal,
    isLive: isTerminal && !isDumb,
    colours: { stdout: hasColours(stdout), stderr: hasColours(stderr) },
    hasSymbols: hasSymbols(env),
    columns: () => (stderr instanceof WriteStream && stderr.columns > 0 ? stderr.columns : DEFAULT_COLUMNS),
    rows: () => (stderr instanceof WriteStream && stderr.rows > 0 ? stderr.rows : DEFAULT_ROWS),
  };
}

/** Puts the terminal's input back to line mode, whatever state a prompt left it in. */
export function resetInput(io: Io): void {
  if (io.stdin instanceof ReadStream && io.stdin.isRaw) io.stdin.setRawMode(false);
  io.stdin.pause();
}

function hasColours(stream: NodeJS.WritableStream): boolean {
  return stream instanceof WriteStream && stream.hasColors();
}

/** The Linux console has few glyphs; a locale that is set to something else than UTF-8 has none of ours. */
function hasSymbols(env: NodeJS.ProcessEnv): boolean {
  if (env.TERM === 'linux') return false;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((name) => name !== undefined && name !== '');
  // no locale at all is common in containers and over SSH, where the terminal is UTF-8 all the same
  return locale === undefined || /utf-?8/i.test(locale) || locale === 'C' || locale === 'POSIX';
}
