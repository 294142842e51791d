import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export type Firmware = 'bios' | 'uefi';

export interface BootRequest {
  /** An image file or a block device; it is never written to. */
  readonly drivePath: string;
  readonly firmware: Firmware;
  /** What the screen must show for the drive to count as booted. */
  readonly expect: RegExp;
  /** Sector size of the emulated stick; 512 by default. */
  readonly sectorSizeBytes?: 512 | 4096;
  /** How long to wait for a decision. */
  readonly limitMs?: number;
}

export interface BootResult {
  /** `undecided`: neither the expected text nor the firmware's refusal came in time. */
  readonly verdict: 'booted' | 'nothing to boot' | 'undecided';
  /** The text screen without its control sequences. */
  readonly screen: string;
}

const QEMU = 'qemu-system-x86_64';
const UEFI_CODE = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const UEFI_VARIABLES = '/usr/share/OVMF/OVMF_VARS_4M.fd';
/** On two busy cores UEFI takes 4 to 12 s to look at the stick, the BIOS one; a slower machine has its time. */
const LIMIT_MS = 120_000;

/** What each firmware shows once it has given up on every drive. */
const NOTHING: Record<Firmware, RegExp> = {
  bios: /No bootable device|This is not a bootable disk/,
  uefi: /UEFI Interactive Shell|No bootable option/,
};

// Cursor movement and colours; a text screen is drawn with them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences begin with ESC
const CONTROL_SEQUENCES = /\u001b(?:\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|[=>c])/g;

/** Why this firmware cannot be emulated here, or null if it can: give it to `t.skip`. */
export function bootCheckMissing(firmware: Firmware): string | null {
  if (spawnSync(QEMU, ['--version']).status !== 0) return `needs ${QEMU} (Debian package qemu-system-x86)`;
  const files = firmware === 'uefi' ? [UEFI_CODE, UEFI_VARIABLES] : [];
  return files.every((file) => existsSync(file)) ? null : 'needs the UEFI firmware of Debian package ovmf';
}

/**
 * Boots the drive as the only USB stick of an emulated PC and tells what its screen says. Whatever the guest writes goes to
 * a copy. Throws where the emulator itself fails.
 *
 * No picture is needed: without graphics SeaBIOS shows its text screen on the serial port, OVMF and EFI programs do anyway.
 */
export async function bootCheck(request: BootRequest): Promise<BootResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'stickwright-boot-'));
  try {
    const variablesPath = path.join(folder, 'variables.fd');
    if (request.firmware === 'uefi') await copyFile(UEFI_VARIABLES, variablesPath);
    const computer = spawn(QEMU, emulatorArguments(request, variablesPath), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: folder },
    });
    return await watchScreen(computer, request);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

function emulatorArguments({ drivePath, firmware, sectorSizeBytes = 512 }: BootRequest, variablesPath: string) {
  // plain usb-storage ignores every sector size but 512
  const stick =
    sectorSizeBytes === 512
      ? ['-device', 'usb-storage,drive=stick,bootindex=0']
      : [
          ...['-device', 'usb-bot,id=bus'],
          ...['-device', `scsi-hd,bus=bus.0,drive=stick,bootindex=0,${sectorSizes(sectorSizeBytes)}`],
        ];
  const uefi = [
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${UEFI_CODE}`],
    ...['-drive', `if=pflash,format=raw,file=${optionValue(variablesPath)}`],
  ];
  return [
    ...['-M', 'q35,graphics=off', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-m', '512'],
    ...['-nodefaults', '-no-reboot', '-display', 'none'],
    ...['-chardev', 'stdio,id=screen,signal=off', '-serial', 'chardev:screen'],
    ...['-device', 'qemu-xhci'],
    ...['-drive', `if=none,id=stick,format=raw,snapshot=on,file=${optionValue(drivePath)}`],
    ...stick,
    ...(firmware === 'uefi' ? uefi : []),
  ];
}

function sectorSizes(bytes: number): string {
  return `logical_block_size=${bytes},physical_block_size=${bytes}`;
}

/** A comma ends an option of the emulator; a doubled one is meant as it is. */
function optionValue(text: string): string {
  return text.replaceAll(',', ',,');
}

async function watchScreen(
  computer: ChildProcess,
  { firmware, expect, limitMs = LIMIT_MS }: BootRequest,
): Promise<BootResult> {
  const ended = new Promise<void>((resolve) => {
    computer.once('close', resolve);
    computer.once('error', () => resolve()); // never started
  });
  let text = '';
  let problem = '';
  let verdict: BootResult['verdict'] | null = null;
  const screen = () => text.replaceAll(CONTROL_SEQUENCES, '');
  const decide = (reached: BootResult['verdict']) => {
    verdict ??= reached;
    computer.kill('SIGKILL');
  };
  computer.stdout?.setEncoding('latin1').on('data', (more: string) => {
    text += more;
    if (expect.test(screen())) decide('booted');
    else if (NOTHING[firmware].test(screen())) decide('nothing to boot');
  });
  computer.stderr?.setEncoding('utf8').on('data', (more: string) => {
    problem += more;
  });
  const limit = setTimeout(() => decide('undecided'), limitMs);
  try {
    await ended;
  } finally {
    clearTimeout(limit);
  }
  if (verdict === null) throw new Error(`${QEMU} ended by itself with ${computer.exitCode}: ${problem.trim()}`);
  return { verdict, screen: screen() };
}
