const MODES = ['reader', 'worker'] as const;

/**
 * Runs as `reader` (user's rights: images, lists of drives) or as `worker` (elevated: writes and reads the drives of one
 * plan) until the input closes, and ends the process. Any other form of arguments is refused with exit code 2.
 */
export async function runHelper(args: readonly string[]): Promise<never> {
  // A terminal sends these to the whole group; the host decides, by message or by closing the input.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => {});
  process.umask(0o077);

  const [mode, channel, ...rest] = args;
  if (channel !== '--stdio' || rest.length > 0 || !MODES.some((known) => known === mode)) {
    process.stderr.write('This program is started by Stickwright itself.\n');
    process.exit(2);
  }
  if (mode === 'worker') {
    const { runWorker } = await import('../worker/run-worker.ts');
    await runWorker(process.stdin, process.stdout);
  } else {
    const { runReader } = await import('../reader/run-reader.ts');
    await runReader(process.stdin, process.stdout);
  }
  process.exit(0); // a drive that never answers must not keep the process
}
