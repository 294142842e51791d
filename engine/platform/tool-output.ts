import { execFile } from 'node:child_process';

/** The longest output of a tool: the tree of all USB devices of a big machine stays far below. */
const OUTPUT_MAX_BYTES = 32 * 1024 * 1024;

export interface ToolRequest {
  /** Absolute path: nothing is looked up. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
}

/** What a tool of the system wrote; throws an Error with its own words where it failed or took too long. */
export async function toolOutput({ program, args, env, limitMs, signal }: ToolRequest): Promise<string> {
  return await new Promise((resolve, reject) => {
    const options = {
      env: { ...env },
      timeout: limitMs,
      killSignal: 'SIGKILL',
      maxBuffer: OUTPUT_MAX_BYTES,
      windowsHide: true,
      cwd: '/',
      ...(signal === undefined ? {} : { signal }),
    } as const;
    execFile(program, [...args], options, (cause, stdout, stderr) => {
      if (cause === null) resolve(stdout);
      else reject(new Error(stderr.trim().slice(0, 500) || cause.message, { cause }));
    });
  });
}
