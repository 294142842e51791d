/**
 * The helper program: started by a host as `reader` (user's rights: images, lists of drives) or as `worker` (elevated:
 * writes and reads the drives of one plan). It takes no other arguments and refuses any other form.
 */
const MODES = ['reader', 'worker'] as const;
const [, , mode, channel, ...rest] = process.argv;

// A terminal sends these to the whole group; the host decides, by message or by closing the input.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => {});
process.umask(0o077);

if (channel !== '--stdio' || rest.length > 0 || !MODES.some((known) => known === mode)) {
  process.stderr.write('This program is started by Stickwright itself.\n');
  process.exit(2);
} else if (mode === 'worker') {
  const { runWorker } = await import('../worker/run-worker.ts');
  await runWorker(process.stdin, process.stdout);
  process.exit(0); // a drive that never answers must not keep the process
} else {
  const { runReader } = await import('../reader/run-reader.ts');
  await runReader(process.stdin, process.stdout);
  process.exit(0);
}
