import { type ChildProcess, spawn } from 'node:child_process';
import { close } from 'node:fs';
import { promisify } from 'node:util';
import { CancelledError, fail } from '../../errors/app-error.ts';
import { cleanText } from '../../text/clean-text.ts';
import type { DescriptorPart } from './descriptor-part.ts';

const closeAsync = promisify(close);

/** The system's own program: shows its dialog, opens the device as root and hands the open file to whoever asked. */
const AUTHOPEN = '/usr/libexec/authopen';
const STDERR_MAX_CHARS = 500;

export interface AuthopenRequest {
  /** `/dev/rdiskN`, from a checked identity. */
  readonly path: string;
  /** As for open(2). */
  readonly flags: number;
  readonly part: DescriptorPart;
  readonly signal: AbortSignal;
  /** Only tests name another one. */
  readonly program?: string;
}

/** The arguments of authopen; each is handed over as it is. Pure. Source: authopen(1), `-stdoutpipe`, `-o`. */
export function authopenArguments(path: string, flags: number): readonly string[] {
  return ['-stdoutpipe', '-o', String(flags), path];
}

/**
 * Opens a device by the system's dialog and gives its descriptor, which the caller closes. No code of ours runs as root.
 * A person is waited for without limit, until `signal` is aborted.
 *
 * Throws ELEVATION_DENIED after a no, ELEVATION_UNAVAILABLE where nobody could be asked or macOS keeps removable volumes from
 * this program, CancelledError.
 */
export async function openByAuthopen({ path, flags, part, signal, program }: AuthopenRequest): Promise<number> {
  signal.throwIfAborted();
  const [ours, theirs] = part.pair();
  const stop = () => child?.kill();
  let child: ChildProcess | null = null;
  try {
    const started = start(program ?? AUTHOPEN, authopenArguments(path, flags), theirs);
    child = started.child;
    signal.addEventListener('abort', stop, { once: true });
    await closeAsync(theirs); // or its end would never be seen
    const received = await part.receive(ours).catch(() => null);
    const end = await started.end;
    if (received === null) {
      if (signal.aborted) throw new CancelledError();
      throw refusalOf(end, path);
    }
    if (!signal.aborted) return received;
    await closeAsync(received);
    throw new CancelledError();
  } finally {
    signal.removeEventListener('abort', stop);
    await closeAsync(ours);
  }
}

interface AuthopenEnd {
  readonly exitCode: number | null;
  readonly problem: Error | null;
  readonly stderr: string;
}

function start(program: string, args: readonly string[], stdout: number) {
  const child = spawn(program, args, { stdio: ['ignore', stdout, 'pipe'], env: {}, cwd: '/' });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_MAX_CHARS);
  });
  const end = new Promise<AuthopenEnd>((resolve) => {
    child.once('error', (problem) => resolve({ exitCode: null, problem, stderr }));
    child.once('close', (exitCode) => resolve({ exitCode, problem: null, stderr }));
  });
  return { child, end };
}

const where = { process: 'worker', operation: 'open' } as const;

/** Why no descriptor came. */
function refusalOf({ exitCode, problem, stderr }: AuthopenEnd, path: string) {
  const said = cleanText(stderr) || (problem?.message ?? `authopen ended with ${exitCode}`);
  const message = `Cannot open "${path}" by authopen: ${said}`;
  const isKept = /not permitted/i.test(stderr); // the privacy settings, whatever the person answered
  if (problem === null && !isKept) return fail('ELEVATION_DENIED', {}, { where, message });
  const reason = isKept
    ? 'macOS keeps this program from removable volumes: System Settings, Privacy & Security, Files and Folders'
    : said;
  return fail('ELEVATION_UNAVAILABLE', { reason, command: '' }, { where, message, cause: problem ?? undefined });
}
