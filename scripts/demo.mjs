// npm run demo: writes a small bootable image to a practice drive and verifies it. No network, no root, no real drive.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bootableDisk } from './demo-disk.mjs';
import { ensureInstalled, projectNode } from './setup.mjs';
import { root } from './source-files.mjs';

const GRUB_RESCUE = '/usr/lib/grub-rescue/grub-rescue-cdrom.iso';
const DRIVE_SIZE = '64M';

try {
  ensureInstalled();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-demo-'));
  const image = makeImage(folder);
  const drive = path.join(folder, 'practice.img');
  const receipt = path.join(folder, 'receipt.json');
  console.log(`Image: ${image.about}\n       ${image.file}\n`);
  process.exitCode = write(image.file, drive, receipt);
  if (process.exitCode === 0) tellEnd({ drive, receipt, folder });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The best small bootable image this machine can give. @param {string} folder */
function makeImage(folder) {
  if (existsSync(GRUB_RESCUE)) return { file: GRUB_RESCUE, about: "Debian's GRUB rescue disc, a hybrid ISO" };
  const built = path.join(folder, 'demo.iso');
  const tree = path.join(folder, 'iso', 'boot', 'grub');
  mkdirSync(tree, { recursive: true });
  writeFileSync(path.join(tree, 'grub.cfg'), 'echo "This stick was written by Stickwright."\nsleep 3600\n');
  const made = spawnSync('grub-mkrescue', ['-o', built, path.join(folder, 'iso')], { stdio: 'ignore' });
  if (made.status === 0 && existsSync(built))
    return { file: built, about: 'a small hybrid ISO, made by grub-mkrescue' };
  const file = path.join(folder, 'demo.img');
  writeFileSync(file, bootableDisk('This stick was written by Stickwright.'));
  return { file, about: 'a small disk that prints one line when a computer starts from it' };
}

/** @param {string} image @param {string} drive @param {string} receipt @returns {number} exit code */
function write(image, drive, receipt) {
  const program = path.join(root, 'scripts', 'stickwright.mjs');
  const args = ['write', image, '--to', `file:${drive}`, '--size', DRIVE_SIZE, '--yes', '--receipt', receipt];
  return spawnSync(projectNode(), [program, ...args], { stdio: 'inherit' }).status ?? 1;
}

/** @param {{ drive: string, receipt: string, folder: string }} made */
function tellEnd({ drive, receipt, folder }) {
  console.log(`\nReceipt (${receipt}):\n${readFileSync(receipt, 'utf8')}`);
  console.log('Start the practice drive in a virtual machine:');
  console.log(`  qemu-system-x86_64 -m 512M -drive format=raw,file=${drive}`);
  console.log(`Remove the demo:\n  rm -r ${folder}`);
}
