import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const BUS = '/run/dbus/system_bus_socket';
const POLKITD = '/usr/lib/polkit-1/polkitd';
const ACTIONS = '/usr/share/polkit-1/actions';
const POLICY = new URL('../../assets/linux/io.stickwright.Stickwright.policy', import.meta.url).pathname;
const NEEDED = [
  POLKITD,
  ...['pkexec', 'pkttyagent', 'dbus-daemon', 'script', 'setpriv'].map((name) => `/usr/bin/${name}`),
];
const START_LIMIT_MS = 60_000;
const RUN_LIMIT_MS = 300_000;
/** What is typed before the agent has put the terminal into its quiet mode is thrown away: typed again then. */
const TYPE_EVERY_MS = 400;

/** What a user without rights did, seen from his terminal. */
export interface AskedRun {
  readonly exitCode: number | null;
  /** What the test agent showed and what the program said. */
  readonly screen: string;
  /** His home folder in this run. */
  readonly home: string;
}

export interface AskedOptions {
  /** What is typed at the agent's question; null: no agent is there. */
  readonly password: string | null;
  /** The kernel refuses the program any new rights. */
  readonly noNewPrivs?: boolean;
  readonly cwd: string;
}

/** A system bus with polkit, our own policy for one program, and a user who may become root with a password. */
export interface Polkit {
  readonly user: string;
  readonly password: string;
  run(words: readonly string[], options: AskedOptions): Promise<AskedRun>;
  stop(): Promise<void>;
}

/** Why polkit cannot be tried here, or null: give it to `skip`. */
export function polkitMissing(): string | null {
  if (process.getuid?.() !== 0) return 'needs root to start polkit';
  const missing = NEEDED.find((path) => !existsSync(path));
  return missing === undefined ? null : `needs ${missing}`;
}

/**
 * Starts what is missing of bus and polkit and adds a user. The policy is the shipped one, for the program at `path` in the
 * place of the installed one. `stop` takes everything away again.
 */
export async function startPolkit(path: string): Promise<Polkit> {
  const user = `sw-test-${process.pid}`;
  const password = 'correct horse battery';
  const actionFile = join(ACTIONS, `io.stickwright.test-${process.pid}.policy`);
  const daemons: ChildProcess[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'stickwright-polkit-'));
  const stop = async () => {
    for (const daemon of daemons.toReversed()) {
      daemon.kill();
      if (daemon.exitCode === null && daemon.signalCode === null)
        await new Promise((done) => daemon.once('close', done));
    }
    if (daemons.length > 0) await rm(BUS, { force: true });
    spawnSync('userdel', [user]);
    await rm(actionFile, { force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await writeFile(actionFile, await policyFor(path));
    if (!(await hasBus())) {
      await mkdir('/run/dbus', { recursive: true });
      daemons.push(spawn('/usr/bin/dbus-daemon', ['--system', '--nofork', '--nopidfile'], { stdio: 'ignore' }));
      await until(hasBus);
      daemons.push(spawn(POLKITD, ['--no-debug'], { stdio: 'ignore' }));
    }
    await until(async () => spawnSync('/usr/bin/pkaction', ['--action-id', ACTION]).status === 0);
    must(spawnSync('useradd', ['--no-create-home', '--groups', 'sudo', '--shell', '/bin/sh', user]));
    must(spawnSync('chpasswd', { input: `${user}:${password}\n` }));
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { user, password, stop, run: (words, options) => runAsked(words, { ...options, user, folder }) };
}

const ACTION = 'io.stickwright.Stickwright.write-drives';

async function policyFor(path: string): Promise<string> {
  const shipped = await readFile(POLICY, 'utf8');
  const changed = shipped.replace(/(exec\.path">)[^<]*/, (_, before: string) => `${before}${path}`);
  if (changed === shipped) throw new Error('The shipped policy names no program');
  // run from the sources, the first word of the program is its own file
  return changed.replace(/.*exec\.argv1">worker<.*\n/, '');
}

/** The agent serves the shell that becomes the program: pkexec asks the agent of its parent. */
const SCRIPT = `
if [ "$AGENT" = yes ]; then
  mkfifo "$FIFO"
  /usr/bin/pkttyagent --notify-fd 3 --process $$ 3>"$FIFO" &
  cat "$FIFO" >/dev/null
fi
exec "$@" </dev/null
`;

async function runAsked(
  words: readonly string[],
  { user, folder, password, noNewPrivs, cwd }: AskedOptions & { readonly user: string; readonly folder: string },
): Promise<AskedRun> {
  const fifoFolder = await mkdtemp(join(folder, 'agent-'));
  must(spawnSync('chown', [user, folder, fifoFolder]));
  const env = [
    '-i',
    `PATH=${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    `HOME=${fifoFolder}`,
    'DISPLAY=:0',
    'LC_ALL=C.UTF-8',
  ];
  const agent = [`AGENT=${password === null ? 'no' : 'yes'}`, `FIFO=${join(fifoFolder, 'ready')}`];
  const rights = [
    `--reuid=${user}`,
    `--regid=${user}`,
    '--init-groups',
    ...(noNewPrivs === true ? ['--no-new-privs'] : []),
  ];
  const command = ['/usr/bin/setpriv', ...rights, 'env', ...env, ...agent, '/bin/sh', '-c', SCRIPT, 'asked', ...words];
  const line = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('/usr/bin/script', ['-qefc', `exec ${line}`, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: RUN_LIMIT_MS,
  });
  let screen = '';
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
  });
  const typing = setInterval(() => {
    if (screen.endsWith('Password: ')) child.stdin.write(`${password ?? ''}\n`);
  }, TYPE_EVERY_MS);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(typing);
  return { exitCode, screen, home: fifoFolder };
}

async function hasBus(): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(BUS, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function until(isReady: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + START_LIMIT_MS;
  while (!(await isReady())) {
    if (Date.now() > giveUpAt) throw new Error('polkit did not start in time');
    await delay(50);
  }
}

function must({ status, stderr }: { readonly status: number | null; readonly stderr: Buffer }): void {
  if (status !== 0) throw new Error(`A step of the preparation failed: ${stderr.toString()}`);
}
