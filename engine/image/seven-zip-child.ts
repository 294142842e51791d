import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { cutShort, damaged, type DecodeContext, unsupported } from './decode-context.ts';
import { childEnvironment, endOf, failedToRun } from './decode-with-7z.ts';
import { sevenZipPath } from './seven-zip-path.ts';

/** What is kept of the program's messages, in characters. */
const STDERR_MAX = 4000;
/** Never asks: a password nobody has, no input, one thread, no wildcards, no listfiles. */
const SWITCHES = ['-bd', '-spd', '-p-', '-mmt1', '-sccUTF-8', '-t7z'];

/**
 * What the 7-Zip program prints when it works on the archive of `context` with `args`. IMAGE_TRUNCATED, IMAGE_UNSUPPORTED for
 * an encrypted one, DECOMPRESS_FAILED, READER_LOST where it was killed. The child has ended when the generator has.
 */
export async function* sevenZipOutput(args: readonly string[], context: DecodeContext): AsyncGenerator<Buffer> {
  const program = sevenZipPath();
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    program,
    [...args, ...SWITCHES, '--', context.path],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(),
      cwd: path.parse(process.execPath).root,
      windowsHide: true,
    },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(0, STDERR_MAX);
  });
  const stop = () => child.kill('SIGKILL');
  context.signal.addEventListener('abort', stop, { once: true });
  if (context.signal.aborted) stop();
  const ended = endOf(child);
  let doneBytes = 0;
  try {
    for await (const chunk of child.stdout) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      doneBytes += bytes.length;
      yield bytes;
    }
    const end = await ended;
    if (end.exitCode === 0) return;
    const lost = failedToRun(end, { program, stderr }, context);
    if (lost !== null) throw lost;
    const said = new Error(`7-Zip exit code ${end.exitCode}: ${stderr.trim()}`);
    if (/encrypted|password/iu.test(stderr)) throw unsupported(context, 'encrypted 7z');
    if (/unexpected end of (?:data|archive)/iu.test(stderr)) throw cutShort(context, '7z', said);
    throw damaged(context, { format: '7z', offsetBytes: doneBytes }, said);
  } finally {
    context.signal.removeEventListener('abort', stop);
    child.kill('SIGKILL');
    await ended;
  }
}
