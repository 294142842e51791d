import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GuestSystem } from './build-guest.ts';
import { ControlLine } from './control-line.ts';
import { GuestRun } from './guest-run.ts';
import type { Medium } from './medium.ts';
import { MediumServer } from './medium-server.ts';
import { Monitor } from './monitor.ts';
import { type Arguments, blockNode, bridgeName, devicesOf, nodeName, type Stick } from './stick.ts';

export interface GuestOptions {
  readonly system: GuestSystem;
  /** An ext4 disk image that is mounted at /program, read-only. */
  readonly programDisk: string;
  /** More disks of the computer itself, by serial number. */
  readonly disks?: Readonly<Record<string, Medium>>;
  readonly memoryMib?: number;
  /** New file systems are mounted at once, as a desktop does. */
  readonly hasAutomounter?: boolean;
}

const START_LIMIT_MS = 300_000;
const FIND_LIMIT_MS = 120_000;
/** A controller that goes with requests under way makes QEMU 7.2 end: it is pulled electrically first. */
const PULLED_MS = 300;

/** An emulated computer that runs the program under test, with sticks that can be plugged, pulled and spoiled. */
export class Guest {
  readonly folder: string;
  readonly #computer: ChildProcess;
  readonly #monitor: Monitor;
  readonly #agent: ControlLine;
  readonly #plugged = new Map<string, Stick>();
  readonly #servers = new Set<MediumServer>();
  /** The end of what the computer's console and the emulator said. */
  readonly #said: () => string;
  #nextRun = 1;

  private constructor(parts: {
    readonly folder: string;
    readonly computer: ChildProcess;
    readonly monitor: Monitor;
    readonly agent: ControlLine;
    readonly servers: readonly MediumServer[];
    readonly said: () => string;
  }) {
    this.folder = parts.folder;
    this.#computer = parts.computer.setMaxListeners(0); // every run listens for its end
    this.#monitor = parts.monitor;
    this.#agent = parts.agent;
    this.#said = parts.said;
    for (const server of parts.servers) this.#servers.add(server);
  }

  /** Starts the computer and waits for its agent; throws with the end of its console where it does not come up. */
  static async start(options: GuestOptions): Promise<Guest> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'stickwright-guest-'));
    const servers: MediumServer[] = [];
    const diskArguments: string[] = [];
    for (const [serial, memory] of Object.entries(options.disks ?? {})) {
      const server = new MediumServer(memory, path.join(folder, `${serial}.disk`));
      await server.listen();
      servers.push(server);
      const node = blockNode({ name: serial, server, kind: 'usb' });
      diskArguments.push('-blockdev', JSON.stringify(node));
      diskArguments.push('-device', `virtio-blk-pci,drive=${nodeName(serial)},serial=${serial}`);
    }
    const computer = spawn('qemu-system-x86_64', [...computerArguments(options, folder), ...diskArguments], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    computer.stdout?.pipe(createWriteStream(path.join(folder, 'console.txt')));
    let said = '';
    for (const stream of [computer.stdout, computer.stderr]) {
      stream?.setEncoding('latin1').on('data', (text: string) => {
        said = (said + text).slice(-3000);
      });
    }
    const ended = new Promise<never>((_, reject) => {
      computer.once('exit', (code) => reject(new Error(`The guest ended with ${code}: ${said}`)));
    });
    ended.catch(() => {}); // an end after the start is not awaited here
    const limit = delay(START_LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`The guest did not come up: ${said}`);
    });
    limit.catch(() => {});
    try {
      const monitor = await Promise.race([Monitor.open(path.join(folder, 'monitor')), ended]);
      const agent = await Promise.race([ControlLine.open(path.join(folder, 'agent')), ended]);
      const isThere = new Promise<void>((resolve) => {
        agent.onMessage((message) => message.hello === true && resolve());
      });
      await Promise.race([isThere, ended, limit]);
      return new Guest({ folder, computer, monitor, agent, servers, said: () => said });
    } catch (cause) {
      computer.kill('SIGKILL');
      for (const server of servers) await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      throw cause;
    }
  }

  /** Starts a command in the guest; `env` comes on top of the agent's own. */
  spawn(command: readonly string[], options: { readonly env?: Readonly<Record<string, string>> } = {}): GuestRun {
    const id = this.#nextRun;
    this.#nextRun += 1;
    const run = new GuestRun(this.#agent, id, command);
    this.#computer.once('exit', () => run.guestEnded());
    this.#agent.send({ id, run: command, ...options });
    return run;
  }

  /** Runs a shell command to its end; its output. Throws where it fails. */
  async shell(command: string): Promise<string> {
    const ended = await this.spawn(['sh', '-c', command]).ended;
    if (ended.exitCode !== 0) {
      throw new Error(`"${command}" ended with ${ended.exitCode ?? ended.killedBy}: ${ended.stderr}${this.#said()}`);
    }
    return ended.stdout;
  }

  /** Makes a medium and plugs a stick with it in; resolves when the guest sees it, with its device node. */
  async plug(name: string, medium: Medium, traits: Partial<Omit<Stick, 'name' | 'server'>> = {}): Promise<string> {
    const server = new MediumServer(medium, path.join(this.folder, `${name}-${this.#nextRun}-${Date.now() % 100_000}`));
    await server.listen();
    this.#servers.add(server);
    const stick: Stick = { name, server, kind: 'usb', ...traits };
    await this.#monitor.command('blockdev-add', blockNode(stick));
    for (const device of devicesOf(stick)) await this.#monitor.command('device_add', device);
    if (stick.kind !== 'sd') await this.#attach(name, true);
    this.#plugged.set(name, stick);
    return this.find(name);
  }

  /** Pulls the stick out. Its medium keeps what it has. */
  async unplug(name: string): Promise<void> {
    const stick = this.#plugged.get(name);
    if (stick === undefined) throw new Error(`No stick "${name}" is plugged in`);
    this.#plugged.delete(name);
    if (stick.kind === 'sd') throw new Error('A card cannot be pulled in this emulator');
    await this.#attach(name, false);
    await delay(PULLED_MS);
    await this.#monitor.remove(bridgeName(name));
    await this.#monitor.command('blockdev-del', { 'node-name': nodeName(name) }).catch(() => {}); // requests may still hang
    await stick.server.close();
    this.#servers.delete(stick.server);
  }

  /** The node of a plugged stick, by its serial number; waits until it is there. */
  async find(name: string): Promise<string> {
    const kind = this.#plugged.get(name)?.kind ?? 'usb';
    const look =
      kind === 'sd'
        ? '[ -b /dev/mmcblk0 ] && echo /dev/mmcblk0'
        : `for d in /sys/block/sd*; do u=$(readlink -f $d); grep -qx '${name}' "\${u%%/host*}/../serial" 2>/dev/null && [ -b /dev/\${d##*/} ] && echo /dev/\${d##*/}; done; true`;
    const giveUpAt = performance.now() + FIND_LIMIT_MS;
    for (;;) {
      const found = (await this.shell(look)).trim().split('\n')[0] ?? '';
      if (found !== '') return found;
      if (performance.now() > giveUpAt) throw new Error(`The guest does not see the stick "${name}"`);
      await delay(200);
    }
  }

  /** The power goes at once. */
  async powerCut(): Promise<void> {
    const gone = new Promise((resolve) => this.#computer.once('exit', resolve));
    if (this.#computer.exitCode === null && this.#computer.signalCode === null) {
      this.#computer.kill('SIGKILL');
      await gone;
    }
  }

  async close(): Promise<void> {
    await this.powerCut();
    this.#monitor.close();
    this.#agent.close();
    for (const server of this.#servers) await server.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  #attach(name: string, value: boolean): Promise<unknown> {
    const place = `/machine/peripheral/${bridgeName(name)}`;
    return this.#monitor.command('qom-set', { path: place, property: 'attached', value });
  }
}

function computerArguments(options: GuestOptions, folder: string): string[] {
  const { system, programDisk, memoryMib = 1024, hasAutomounter = false } = options;
  const kernel = `console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off${hasAutomounter ? ' bench.automount=1' : ''}`;
  const socketOf = (id: string): string => `socket,id=${id},path=${path.join(folder, id)},server=on,wait=off`;
  const disk = (id: string, file: string): Arguments => ({
    driver: 'raw',
    'node-name': id,
    'read-only': true,
    file: { driver: 'file', filename: file, 'read-only': true },
  });
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-M', 'q35,usb=off', '-m', String(memoryMib), '-smp', '2'],
    ...['-kernel', system.kernelPath, '-initrd', system.initramfsPath, '-append', kernel],
    ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ...['-chardev', socketOf('monitor'), '-mon', 'chardev=monitor,mode=control'],
    ...['-device', 'virtio-serial-pci', '-chardev', socketOf('agent')],
    ...['-device', 'virtserialport,chardev=agent,name=bench'],
    ...['-object', 'rng-random,id=random,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=random'],
    ...[
      '-blockdev',
      JSON.stringify(disk('system', system.diskPath)),
      '-device',
      'virtio-blk-pci,drive=system,serial=system',
    ],
    ...[
      '-blockdev',
      JSON.stringify(disk('program', programDisk)),
      '-device',
      'virtio-blk-pci,drive=program,serial=program',
    ],
    ...['-device', 'qemu-xhci,id=xhci,p2=15,p3=15', '-device', 'sdhci-pci,id=sdhci'],
  ];
}
