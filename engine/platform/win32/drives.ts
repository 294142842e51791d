import { spawn } from 'node:child_process';
import type { DriveLister } from '../drive-port.ts';
import { listFound } from '../found-lister.ts';
import { type TellChanges, watchBySignal } from '../watch-by-signal.ts';
import { windowsChildEnvironment } from './child-environment.ts';
import { windowsDrives } from './found-drives.ts';
import { listNative } from './native-list.ts';
import { powerShellCommand } from './power-shell.ts';
import { readWindowsFacts } from './read-facts.ts';
import { systemRoot } from './system-root.ts';

/**
 * Writes a line for every drive or volume that comes or goes, without asking anything over and over, and ends soon after the
 * program that started it. Source: Microsoft, Win32_DeviceChangeEvent, Win32_VolumeChangeEvent.
 */
const WATCH_SCRIPT = (processId: number) => `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Register-CimIndicationEvent -ClassName Win32_VolumeChangeEvent -SourceIdentifier volumes
Register-CimIndicationEvent -ClassName Win32_DeviceChangeEvent -SourceIdentifier devices
[Console]::Out.WriteLine('ready')
while (Get-Process -Id ${processId} -ErrorAction SilentlyContinue) {
  if (Wait-Event -Timeout 5) {
    Get-Event | Remove-Event
    [Console]::Out.WriteLine('changed')
  }
}
`;

/** Lists and watches the drives of a Windows system. */
export const windowsDriveLister: DriveLister = {
  list: (options) => listFound(findWindowsDrives, options),
  watch: (options, changed, signal) =>
    watchBySignal({
      options,
      list: (asked) => listFound(findWindowsDrives, asked),
      changed,
      signal,
      tellChanges: tellByEvents,
    }),
};

async function findWindowsDrives() {
  const [facts, native] = await Promise.all([readWindowsFacts(), listNative()]);
  return windowsDrives(facts, native);
}

const tellByEvents: TellChanges = (tell, lost) => {
  const [program, ...args] = powerShellCommand(systemRoot(), WATCH_SCRIPT(process.pid));
  const child = spawn(program, args, {
    env: { ...windowsChildEnvironment(process.env) },
    stdio: ['ignore', 'pipe', 'ignore'],
    windowsHide: true,
  });
  child.stdout.on('data', tell);
  child.on('error', lost);
  child.on('close', lost);
  return () => {
    child.removeAllListeners('close');
    child.kill();
  };
};
