// What is measured: for each row its cases, the first one being the reference.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SPARE_BYTES } from './loop-drive.mjs';
import { root } from '../source-files.mjs';

const program = path.join(root, 'out', 'cli', 'stickwright.mjs');
const etcherPeer = path.join(root, 'scripts', 'bench', 'etcher-peer.mjs');

/**
 * @typedef {import('./images.mjs').BenchImage} BenchImage
 * @typedef {import('./images.mjs').PackedForm} PackedForm
 * @typedef {{ writeMs: number, verifyMs: number }} Phases
 * @typedef {object} Case
 * @property {string} name
 * @property {'ours' | 'etcher' | 'tool'} who
 * @property {boolean} verifies
 * @property {readonly string[] | string} command
 * @property {number} exitCode
 * @property {number} hashedBytes what it computes SHA-256 of
 * @property {(stdout: string) => Phases | null} phases its own account of how long writing and reading back took
 * @typedef {{ image: BenchImage, devicePath: string, node: string, binding: string | null, receiptPath: string }} Setting
 */

/** Programs that unpack one form to a pipe, named as people know them. @type {Record<PackedForm, readonly string[]>} */
const UNPACKERS = {
  gz: ['gzip -dc', 'pigz -dc', 'igzip -dc'],
  zip: ['unzip -p'],
  zst: ['zstd -dc'],
  xz: ['xz -T2 -dc'],
  bz2: ['bzip2 -dc', 'lbzip2 -n2 -dc'],
};

/** Rows that etcher-sdk cannot take part in, with the reason. @type {Partial<Record<PackedForm | 'raw', string>>} */
export const ETCHER_CANNOT = {
  zst: 'does not read zst',
  bz2: 'its pipeline fails on bz2 with a corrected unbzip2-stream',
};

/** @param {Setting} setting @returns {Case[]} */
export function rawCases(setting) {
  const { image, devicePath } = setting;
  const dd = ['dd', `if=${image.path}`, `of=${devicePath}`, 'bs=4M', 'oflag=direct', 'status=none'];
  return [tool('dd bs=4M oflag=direct', dd), ...ours(setting), ...etcher(setting)];
}

/** A tiny image: what every write costs, however small. @param {Setting} setting @returns {Case[]} */
export function startCases(setting) {
  return [...ours(setting), ...etcher(setting)];
}

/** @param {Setting} setting @param {PackedForm} form @returns {Case[]} */
export function packedCases(setting, form) {
  const { image, devicePath } = setting;
  const tools = UNPACKERS[form]
    .filter((words) => hasProgram(words.split(' ')[0] ?? ''))
    .map((words) =>
      tool(
        `${words} \\| dd`,
        `${words} '${image.path}' | dd of=${devicePath} bs=4M iflag=fullblock oflag=direct status=none`,
      ),
    );
  return [...tools, ...ours(setting), ...(form in ETCHER_CANNOT ? [] : etcher(setting))];
}

/** @param {string} name @param {readonly string[] | string} command @returns {Case} */
function tool(name, command) {
  return { name, who: 'tool', verifies: false, command, exitCode: 0, hashedBytes: 0, phases: () => null };
}

/** @param {Setting} setting @returns {Case[]} */
function ours({ image, devicePath, node, receiptPath }) {
  const write = [node, program, 'write', image.path, '--to', devicePath, '--virtual', '--yes'];
  const phases = () => {
    const [drive] = JSON.parse(readFileSync(receiptPath, 'utf8')).drives;
    return { writeMs: drive.writeMs + drive.flushMs, verifyMs: drive.verifyMs };
  };
  const command = [...write, '--receipt', receiptPath];
  // of a packed image the file is hashed too, except a zip, which is not read in order
  const isFileHashed = image.path !== image.plainPath && !image.path.endsWith('.zip');
  const hashedBytes = image.sizeBytes + (isFileHashed ? image.packedBytes : 0);
  return [
    {
      ...{ name: 'stickwright --no-verify', who: 'ours', verifies: false },
      ...{ command: [...command, '--no-verify'], exitCode: 1, hashedBytes, phases },
    },
    { name: 'stickwright', who: 'ours', verifies: true, command, exitCode: 0, hashedBytes, phases },
  ];
}

/** @param {Setting} setting @returns {Case[]} */
function etcher({ image, devicePath, node, binding }) {
  if (binding === null) return [];
  const deviceBytes = image.sizeBytes + SPARE_BYTES;
  return [false, true].map((verifies) => ({
    ...{
      name: `etcher-sdk${verifies ? ' with verification' : ''}`,
      who: 'etcher',
      verifies,
      exitCode: 0,
      hashedBytes: 0,
    },
    command: [node, etcherPeer, image.path, devicePath, `${deviceBytes}`, binding, verifies ? 'verify' : 'write'],
    phases: (stdout) => JSON.parse(stdout),
  }));
}

/** @param {string} name */
function hasProgram(name) {
  return spawnSync('which', [name]).status === 0;
}
