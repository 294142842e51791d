import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PARTS, putFiles, run, TOKEN } from './tools.ts';

/** PE machine numbers. Source: Microsoft PE/COFF specification, "Machine Types". */
const ARM64 = 0xaa64;
const IA32 = 0x014c;

/** Boot loaders of our own that show TOKEN and stay, in all the forms the recipes need. */
export function makeLoaders(folder: string): void {
  putFiles(folder, {
    'grub.cfg': `echo "${TOKEN} "\nsleep 600\n`,
    'isolinux.cfg': `SAY ${TOKEN}\nPROMPT 1\nTIMEOUT 0\n`,
    'junk.efi': 'This is no program at all.\n',
    'note.txt': 'Nothing to start here.\n',
  });
  const targets = { 'x64.efi': 'x86_64-efi', 'core.img': 'i386-pc', 'eltorito.img': 'i386-pc-eltorito' };
  for (const [name, format] of Object.entries(targets)) {
    const modules = format === 'x86_64-efi' ? 'echo sleep normal' : 'echo sleep normal biosdisk';
    const bare = ['--fonts=', '--locales=', '--themes=', '--compress=xz'];
    run(folder, 'grub-mkstandalone', [
      ...['-O', format, '-o', name, `--install-modules=${modules}`, `--modules=${modules}`, ...bare],
      'boot/grub/grub.cfg=grub.cfg',
    ]);
  }
  withMachine(folder, 'arm64.efi', ARM64);
  withMachine(folder, 'ia32.efi', IA32);
}

/** The same program as if it were for another processor: enough to be judged, not to run. */
function withMachine(folder: string, name: string, machine: number): void {
  const program = readFileSync(path.join(folder, 'x64.efi'));
  program.writeUInt16LE(machine, program.readUInt32LE(60) + 4);
  writeFileSync(path.join(folder, name), program);
}

/** GRUB for BIOS in the gap between the partition table and the first partition of `disk`. */
export function installGrub(folder: string, disk: Buffer): Buffer {
  readFileSync(PARTS.grubMbr).copy(disk, 0, 0, 440);
  readFileSync(path.join(folder, 'core.img')).copy(disk, 512);
  return disk;
}
