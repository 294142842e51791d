/** How the helper was told to start; null for any form that no host of ours uses. */
type HelperStart =
  | { readonly mode: 'reader' | 'worker' | 'look'; readonly address: null }
  /** Where the system gives an elevated worker no pipes. */
  | { readonly mode: 'worker' | 'look'; readonly address: string };

/**
 * Runs as `reader` (user's rights: images, lists of drives), as `worker` (elevated: writes and reads the drives of one
 * plan) or as `look` (elevated: reads parts of one drive, and cannot write) until the input closes, and ends the process. Any other form of arguments is refused with exit code 2.
 */
export async function runHelper(args: readonly string[]): Promise<never> {
  // A terminal sends these to the whole group; the host decides, by message or by closing the input.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => {});
  process.umask(0o077);

  const start = readStart(args);
  if (start === null) {
    process.stderr.write('This program is started by Stickwright itself.\n');
    process.exit(2);
  }
  if (start.mode === 'reader') {
    const { runReader } = await import('../reader/run-reader.ts');
    await runReader(process.stdin, process.stdout);
  } else {
    const run = await privileged(start.mode);
    if (start.address === null) await run(process.stdin, process.stdout);
    else {
      const { connectToHost } = await import('../worker/host-connection.ts');
      const host = await connectToHost(start.address);
      await run(host, host);
    }
  }
  process.exit(0); // a drive that never answers must not keep the process
}

async function privileged(mode: 'worker' | 'look') {
  if (mode === 'look') return (await import('../worker/run-look.ts')).runLook;
  return (await import('../worker/run-worker.ts')).runWorker;
}

function readStart([mode, channel, ...rest]: readonly string[]): HelperStart | null {
  if (channel === '--stdio' && rest.length === 0 && (mode === 'reader' || isPrivileged(mode))) {
    return { mode, address: null };
  }
  const [address] = rest;
  if (!isPrivileged(mode) || channel !== '--channel' || address === undefined || rest.length > 1) return null;
  return { mode, address };
}

function isPrivileged(mode: string | undefined): mode is 'worker' | 'look' {
  return mode === 'worker' || mode === 'look';
}
