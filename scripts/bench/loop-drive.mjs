// Loop devices as targets: attached here, checked to be ours, detached at the end.
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Room behind the image: a drive is hardly ever of the image's size. */
export const SPARE_BYTES = 64 * 2 ** 20;

/** @param {string} folder */
export function isInMemory(folder) {
  const { stdout } = spawnSync('stat', ['--file-system', '--format=%T', folder], { encoding: 'utf8' });
  return stdout.trim() === 'tmpfs';
}

export class LoopDrive {
  /** @type {string} */
  devicePath;
  #backingPath;

  /**
   * Attaches a new sparse file, with direct I/O to it where its file system allows that.
   *
   * @param {string} folder
   * @param {number} sizeBytes
   */
  constructor(folder, sizeBytes) {
    const file = path.join(realpathSync(folder), 'drive.img');
    const fd = openSync(file, 'wx');
    ftruncateSync(fd, sizeBytes);
    closeSync(fd);
    this.#backingPath = file;
    this.devicePath = execFileSync('losetup', ['--find', '--show', '--direct-io=on', file], {
      encoding: 'utf8',
    }).trim();
    this.#assertOurs();
  }

  /** Makes every byte zero, so that what a run does not write is seen; also allocates the file. */
  blank() {
    this.#assertOurs();
    const args = ['if=/dev/zero', `of=${this.devicePath}`, 'bs=4M', 'oflag=direct', 'status=none'];
    spawnSync('dd', args); // ends with "no space left": the device is full
  }

  /**
   * True where the drive begins with exactly the bytes of the image.
   *
   * @param {string} imagePath
   * @param {number} sizeBytes
   */
  equals(imagePath, sizeBytes) {
    const { status } = spawnSync('cmp', ['--silent', `--bytes=${sizeBytes}`, imagePath, this.devicePath]);
    return status === 0;
  }

  detach() {
    this.#assertOurs();
    execFileSync('losetup', ['--detach', this.devicePath]);
    rmSync(this.#backingPath);
  }

  #assertOurs() {
    const backing = readFileSync(`/sys/block/${path.basename(this.devicePath)}/loop/backing_file`, 'utf8').trimEnd();
    if (backing !== this.#backingPath) throw new Error(`${this.devicePath} is not the benchmark's own: ${backing}`);
  }
}
