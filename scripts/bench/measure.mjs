// Runs one command and measures it with all processes below it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { ProcessTree } from './process-tree.mjs';

/** The shell's own clock: times of the command and of everything it has waited for, in seconds. */
const TIME_FORMAT = 'measured %R %U %S';
const LIMIT_MS = 20 * 60_000;

/**
 * @typedef {import('./process-tree.mjs').TreeFigures} TreeFigures
 * @typedef {TreeFigures & { wallMs: number, cpuMs: number, stdout: string }} Measured
 */

/**
 * Throws where the command ends with another code. Words are given on as they are; a string is a pipe for the shell.
 *
 * @param {readonly string[] | string} command
 * @param {{ workingFolder: string, exitCode: number }} options
 * @returns {Promise<Measured>}
 */
export async function measure(command, { workingFolder, exitCode: wantedCode }) {
  const script = typeof command === 'string' ? `set -o pipefail; time { ${command}; }` : 'time "$@"; exit "$?"';
  const words = typeof command === 'string' ? [] : command;
  const child = spawn('bash', ['-c', `TIMEFORMAT="${TIME_FORMAT}"; ${script}`, 'bench', ...words], {
    cwd: workingFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('bash cannot be started');
  const tree = new ProcessTree(pid);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const figures = tree.stop();
  const [, wall, user, system] = /measured ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  if (wall === undefined || exitCode !== wantedCode) {
    const shown = typeof command === 'string' ? command : command.slice(1).join(' ');
    throw new Error(`${shown}\nended with ${exitCode}:\n${stderr.slice(-2000)}`);
  }
  return { ...figures, wallMs: Number(wall) * 1000, cpuMs: (Number(user) + Number(system)) * 1000, stdout };
}

const SAMPLE_BYTES = 256 * 2 ** 20;

/**
 * Processor time that SHA-256 of so many bytes takes on this machine now: a part of them is hashed, in the pieces that the
 * program hashes.
 *
 * @param {number} bytes
 */
export function shaMs(bytes) {
  const piece = Buffer.alloc(256 * 1024, 1);
  const hash = createHash('sha256');
  const before = process.cpuUsage();
  for (let done = 0; done < SAMPLE_BYTES; done += piece.length) hash.update(piece);
  hash.digest();
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1000) * (bytes / SAMPLE_BYTES);
}
