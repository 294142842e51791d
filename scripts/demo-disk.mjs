// A disk that really boots, from nothing but this file: the demo must work where no boot loader is installed.

const SECTOR_BYTES = 512;
const DISK_BYTES = 4 * 1024 * 1024;
const TABLE_OFFSET = 446;
const SIGNATURE_OFFSET = 510;
const FIRST_LBA = 2048;
/** BIOS loads the first sector here and jumps to it. */
const LOAD_ADDRESS = 0x7c00;

/**
 * Boot code for 16-bit x86, position `LOAD_ADDRESS`: set the segments to 0, print the text up to its zero byte through
 * BIOS interrupt 10h (AH = 0Eh, teletype), then halt for ever. Source: IBM PC BIOS interface, INT 10h/0Eh.
 */
const CODE = [
  0xfa, // cli
  0x31,
  0xc0, // xor ax, ax
  0x8e,
  0xd8, // mov ds, ax
  0x8e,
  0xc0, // mov es, ax
  0x8e,
  0xd0, // mov ss, ax
  0xbc,
  0x00,
  0x7c, // mov sp, 7C00h
  0xfb, // sti
  0xfc, // cld
  0xbe,
  0x00,
  0x00, // mov si, address of the text (put in below)
  0xac, // next: lodsb
  0x84,
  0xc0, // test al, al
  0x74,
  0x09, // jz stop
  0xb4,
  0x0e, // mov ah, 0Eh
  0xbb,
  0x07,
  0x00, // mov bx, 7 (page 0, grey)
  0xcd,
  0x10, // int 10h
  0xeb,
  0xf2, // jmp next
  0xf4, // stop: hlt
  0xeb,
  0xfd, // jmp stop
];
const TEXT_ADDRESS_AT = CODE.indexOf(0xbe) + 1;

/**
 * A 4 MiB disk image with an MBR, one active partition and boot code that prints `text`.
 *
 * @param {string} text ASCII, at most 400 characters
 * @returns {Buffer}
 */
export function bootableDisk(text) {
  if (!/^[\x20-\x7e]{1,400}$/.test(text)) throw new RangeError('The text wants 1 to 400 ASCII characters');
  const disk = Buffer.alloc(DISK_BYTES);
  Buffer.from(CODE).copy(disk);
  disk.writeUInt16LE(LOAD_ADDRESS + CODE.length, TEXT_ADDRESS_AT);
  disk.write(`\r\n${text}\r\n\0`, CODE.length, 'latin1');
  disk[TABLE_OFFSET] = 0x80; // active
  disk[TABLE_OFFSET + 4] = 0xda; // data without a file system
  disk.writeUInt32LE(FIRST_LBA, TABLE_OFFSET + 8);
  disk.writeUInt32LE(DISK_BYTES / SECTOR_BYTES - FIRST_LBA, TABLE_OFFSET + 12);
  disk.writeUInt16LE(0xaa55, SIGNATURE_OFFSET);
  return disk;
}
