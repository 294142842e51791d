// The images of the benchmark, made from what every machine has: random bytes, and an archive of /usr.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const MIB = 2 ** 20;

/** An MBR with one partition of unknown type, then a pause as on a real disk: makes any bytes a disk image. */
const TABLE = [
  'head -c 450 /dev/zero',
  "printf '\\203\\0\\0\\0\\0\\10\\0\\0\\0\\10\\0\\0'",
  'head -c 48 /dev/zero',
  "printf '\\125\\252'",
  `head -c ${MIB - 512} /dev/zero`,
];

/** How each packed form is made from the plain file, one command with `$0` as the input and output on stdout. */
const PACKERS = /** @type {const} */ ({
  gz: 'gzip -6 -c "$0"',
  zip: 'zip -6 -q - "$0"',
  zst: 'zstd -q -T0 -9 -c "$0"',
  // several blocks, as "xz -T0" makes them; a lower level only shortens the preparation
  xz: 'xz -3 -T2 --block-size=24MiB -c "$0"',
  bz2: 'bzip2 -9 -c "$0"',
});

/** @typedef {keyof typeof PACKERS} PackedForm */
/** @typedef {{ path: string, plainPath: string, sizeBytes: number, packedBytes: number }} BenchImage */

export const packedForms = /** @type {PackedForm[]} */ (Object.keys(PACKERS));

/**
 * Makes images in a folder, each once.
 *
 * @param {string} folder
 */
export function imageMaker(folder) {
  return {
    /** @param {number} sizeBytes @returns {BenchImage} */
    raw: (sizeBytes) => {
      const file = path.join(folder, `raw-${sizeBytes / MIB}.img`);
      make(file, `{ ${TABLE.join('; ')}; head -c ${sizeBytes - MIB} /dev/urandom; }`, folder);
      return { path: file, plainPath: file, sizeBytes, packedBytes: sizeBytes };
    },
    /** @param {PackedForm} form @param {number} sizeBytes @returns {BenchImage} */
    packed: (form, sizeBytes) => {
      const plainPath = path.join(folder, `system-${sizeBytes / MIB}.img`);
      // tar is cut off by head: its complaint is no failure
      const archive = `tar --sort=name -C / -cf - usr 2>/dev/null | head -c ${sizeBytes - MIB}`;
      make(plainPath, `{ ${TABLE.join('; ')}; ${archive}; }`, folder);
      truncateTo(plainPath, sizeBytes);
      const file = `${plainPath}.${form}`;
      make(file, PACKERS[form].replace('"$0"', `'${path.basename(plainPath)}'`), folder);
      return { path: file, plainPath, sizeBytes, packedBytes: statSync(file).size };
    },
  };
}

/** @param {string} file @param {string} script @param {string} folder */
function make(file, script, folder) {
  if (existsSync(file)) return;
  console.log(`making ${path.basename(file)} ...`);
  const aside = `${file}.part`;
  const { status, stderr } = spawnSync('bash', ['-c', `${script} > "$0"`, aside], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Cannot make ${path.basename(file)}: ${stderr}`);
  renameSync(aside, file);
}

/** A small /usr is filled up with zeros. @param {string} file @param {number} sizeBytes */
function truncateTo(file, sizeBytes) {
  if (statSync(file).size !== sizeBytes) spawnSync('truncate', ['--size', String(sizeBytes), file]);
}
