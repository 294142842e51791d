import { spawn } from 'node:child_process';

export const CAFFEINATE = '/usr/bin/caffeinate';

/** Keeps the Mac from sleeping until the returned function is called, or this process ends. Source: caffeinate(8), `-w`. */
export function stayAwakeOnDarwin(): () => void {
  const holder = spawn(CAFFEINATE, ['-i', '-m', '-s', '-w', String(process.pid)], { stdio: 'ignore', env: {} });
  holder.on('error', () => {}); // the write goes on without it
  holder.unref();
  return () => void holder.kill();
}
