import { readdir, readFile } from 'node:fs/promises';

/** Process ids of the helpers (`reader`, `worker`, or both) started below a process, found in /proc. */
export async function helpersOf(parentPid: number, mode: 'reader' | 'worker' | 'any'): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/u.test(entry)) continue;
    const [stat, command] = await Promise.all([
      readFile(`/proc/${entry}/stat`, 'latin1').catch(() => ''),
      readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => ''),
    ]);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const words = command.split('\0');
    if (parent !== parentPid || words.at(-2) !== '--stdio') continue;
    if (mode === 'any' || words.at(-3)?.endsWith(mode) === true) found.push(Number(entry));
  }
  return found;
}

/** True while the process exists and is not a zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return stat !== '' && !/\) [ZX] /u.test(stat);
}
