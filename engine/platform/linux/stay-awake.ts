import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';

const INHIBIT = '/usr/bin/systemd-inhibit';
/** Ends when its input closes, and so ends the inhibition even if this process is killed. */
const WAIT = '/bin/cat';
/** There only where systemd runs the system; its login manager then takes inhibitions. */
const SYSTEMD_RUNS = '/run/systemd/system';

/** Whether this system can be kept from sleeping. */
export async function canStayAwake(): Promise<boolean> {
  const checks = [access(INHIBIT, constants.X_OK), access(WAIT, constants.X_OK), access(SYSTEMD_RUNS)];
  return await Promise.all(checks).then(
    () => true,
    () => false,
  );
}

/** Keeps the computer from sleeping until the returned function is called. Best effort. Source: systemd-inhibit(1). */
export async function stayAwake(): Promise<() => void> {
  if (!(await canStayAwake())) return () => {};
  const args = ['--what=idle:sleep', '--mode=block', '--who=Stickwright', '--why=USB drives are being written', WAIT];
  const holder = spawn(INHIBIT, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  holder.on('error', () => {}); // the write goes on without it
  holder.stdin.on('error', () => {});
  holder.unref();
  return () => holder.stdin.end();
}
