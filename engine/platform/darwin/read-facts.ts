import { toolOutput } from '../tool-output.ts';
import { type DiskutilInfo, parseDiskutilInfo, parseDiskutilList } from './diskutil-parse.ts';
import { type DarwinFacts, darwinDrives } from './found-drives.ts';
import { parseIoreg } from './ioreg-parse.ts';

export const DISKUTIL = '/usr/sbin/diskutil';
const IOREG = '/usr/sbin/ioreg';
/** A disk that spins up answers late. */
const DISKUTIL_LIMIT_MS = 15_000;
const IOREG_LIMIT_MS = 10_000;
/** Each call is a process and a question to the same daemon: more at once are not faster. */
const AT_ONCE = 4;
export const TOOL_ENV = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'en_US.UTF-8' };

/** The drives of this Mac now. Throws where `diskutil` cannot be asked. */
export async function findDarwinDrives() {
  return darwinDrives(await readDarwinFacts());
}

async function readDarwinFacts(): Promise<DarwinFacts> {
  const [listText, ioregText] = await Promise.all([
    diskutil(['list', '-plist']),
    toolOutput({
      program: IOREG,
      args: ['-a', '-r', '-l', '-c', 'IOUSBHostDevice'],
      env: TOOL_ENV,
      limitMs: IOREG_LIMIT_MS,
    }),
  ]);
  const list = parseDiskutilList(listText);
  const ids = new Set(
    list.wholeDisks.concat(list.disks.flatMap(({ partitions, volumes }) => [...partitions, ...volumes])),
  );
  return { list, info: await readInfo([...ids]), usb: parseIoreg(ioregText) };
}

async function readInfo(ids: readonly string[]): Promise<ReadonlyMap<string, DiskutilInfo>> {
  const found = new Map<string, DiskutilInfo>();
  const waiting = [...ids];
  const worker = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      // pulled out while it was looked at: the watcher lists again
      const output = await diskutil(['info', '-plist', id]).catch(() => null);
      if (output !== null) found.set(id, parseDiskutilInfo(output));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

async function diskutil(args: readonly string[]): Promise<string> {
  return await toolOutput({ program: DISKUTIL, args, env: TOOL_ENV, limitMs: DISKUTIL_LIMIT_MS });
}
