import { execFile } from 'node:child_process';

/** lsblk of a machine with hundreds of nodes stays far below. */
const OUTPUT_MAX_BYTES = 16 * 1024 * 1024;

export interface ProgramRequest {
  readonly program: string;
  readonly args: readonly string[];
  /** After this the answer is null even if the program cannot be ended (it hangs in the kernel). */
  readonly limitMs: number;
}

/** What a program wrote to its output, whatever its exit code; null if it could not be run or did not end in time. */
export function programOutput({ program, args, limitMs }: ProgramRequest): Promise<string | null> {
  return new Promise((resolve) => {
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
    const child = execFile(program, args, { env, maxBuffer: OUTPUT_MAX_BYTES }, (cause, stdout) => {
      clearTimeout(timer);
      const hasRun = cause === null || typeof cause.code === 'number';
      resolve(hasRun ? stdout : null);
    });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      child.unref();
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(null);
    }, limitMs);
  });
}
