const DRIVE = `DRIVE is one of
  /dev/sdb                a drive's path; links such as /dev/disk/by-id/… too
  sdb#1a2b3c4d            a drive's id from "list --json": refused if another drive took its place
  file:practice.img       a practice drive: a plain file treated as a drive. No rights needed,
                          nothing real is touched, and it starts in a virtual machine.`;

/** Help texts by command. */
export const helpTexts = {
  overview: `Stickwright writes operating-system images to USB drives and reads every byte back.

Usage
  stickwright                             asks for everything, step by step
  stickwright serve [--port N]            the app in a browser on this computer
  stickwright list                        shows the drives and what is on them
  stickwright contents DRIVE              shows the files on a drive, also where it is not mounted
  stickwright inspect IMAGE               shows what an image file is
  stickwright write IMAGE --to DRIVE      writes and checks; shows what will be lost, then asks
  stickwright verify IMAGE --on DRIVE     compares a drive with an image; writes nothing
  stickwright recheck RECEIPT             compares a drive with a receipt, without the image
  stickwright download URL                downloads an image, going on where it stopped
  stickwright catalogue                   shows images that can be downloaded by name
  stickwright help COMMAND                all options of a command
  stickwright --version

IMAGE is a file, or an address (https://...) that is written straight to the drive.
Images: raw disk images and hybrid ISO files, also packed as xz, gz, zst, bz2, lz4, zip, 7z or dmg;
disks of virtual machines: qcow2, vhd, vhdx, vmdk.

Exit codes
  0 done and verified     1 done, not verified as asked   2 command wrong   3 refused for safety
  4 verification failed   5 no permission                 6 image           7 drive
  8 network or space      9 a helper process ended     70 our mistake    130 stopped`,
  list: `stickwright list [--virtual] [--all] [--json]

Shows the drives of this computer: what is on them, and why some are locked.

  --virtual   also loop devices
  --all       also optical drives, empty card readers and the like
  --json      one JSON object a line (docs/CLI-JSON.md)`,
  contents: `stickwright contents DRIVE [--all] [--virtual] [--json]

Shows the volumes of a drive with the names and sizes in their top folders, mounted or not: what would
be lost. Reads FAT, exFAT, NTFS, ext2 to ext4, ISO 9660 and UDF, and names others such as BitLocker and LUKS.
Nothing is written. Built-in disks and those this computer runs on are refused.

${DRIVE}

  --all       every name, not only the first ones of each volume
  --virtual   also loop devices
  --json      one JSON object a line (docs/CLI-JSON.md)`,
  inspect: `stickwright inspect IMAGE [--check] [options]

Shows what a file is, judged by its contents: what system, which computers start from it,
how it is written, partition table, packing, size.

  --check           reads it whole and compares it with checksum files and signatures beside it
  --sha256 HEX      compares the image with its published SHA-256
  --sha512 HEX      the same with a SHA-512
  --checksums FILE  the same with the line for it in a checksum file, signed or not.
                    Without any of these, checksum files and signatures beside the image are used
  --signature FILE  an OpenPGP signature: over the checksum file, else over the image
  --key FILE        the publisher's public key, where it does not come with this program
  --no-checksums    leaves out checksum files and signatures that lie beside the image
  --bmap FILE       a block map to hold the image against; one beside the image is found by itself
  --json            one JSON object a line (docs/CLI-JSON.md)`,
  write: `stickwright write IMAGE --to DRIVE [--to DRIVE ...] [options]

Shows what is on the drives, asks, writes the image and compares every byte.

${DRIVE}

  --to DRIVE        may be given several times: all drives are written at once
  --size SIZE       makes the practice drive. 8G = 8 × 1024³ bytes (K, M, G, T);
                    8GB = 8 × 1000³ bytes (KB, MB, GB, TB)
  --sha256 HEX      compares the image with its published SHA-256 first
  --sha512 HEX      the same with a SHA-512
  --checksums FILE  the same with the line for it in a checksum file, signed or not.
                    Without any of these, checksum files and signatures beside the image are used
  --signature FILE  an OpenPGP signature: over the checksum file, else over the image
  --key FILE        the publisher's public key, where it does not come with this program
  --no-checksums    leaves out checksum files and signatures that lie beside the image
  --bmap FILE       a block map to hold the image against; one beside the image is found by itself
  --no-verify       does not read back (exit code 1)
  --eject           ejects the drives when finished
  --continue        goes on where an earlier try of the same image on the same drive was cut short:
                    what is there is compared first, and written again where it differs
  --virtual         allows loop devices
  -y, --yes         does not ask. Risky drives still need their code
  --code CODE       code of a risky drive, as "list" shows it; may be given several times
  --keep FOLDER     downloads an address to a file first, which is kept
  --receipt FILE    saves the receipt as JSON
  --raw-anyway      copies a disc image as it is although few computers start from it then
  --json            one JSON object a line on stdout (docs/CLI-JSON.md)

IMAGE may be an address: it is unpacked on its way, nothing is kept, and the SHA-256 or SHA-512 is compared before
the drive can start a computer. A lost connection is continued where it broke. Proxies: HTTP_PROXY,
HTTPS_PROXY, NO_PROXY. zip, 7z, dmg and disks of virtual machines are downloaded to
your Downloads folder first.

Ctrl-C stops. A drive that is not finished never looks as if it could start a computer.`,
  verify: `stickwright verify IMAGE --on DRIVE [--on DRIVE ...] [options]

Reads the drives and compares them with the image. Nothing is written.

${DRIVE}

  --on DRIVE        may be given several times
  --sha256 HEX      compares the image with its published SHA-256 first
  --sha512 HEX      the same with a SHA-512
  --checksums FILE  the same with the line for it in a checksum file, signed or not.
                    Without any of these, checksum files and signatures beside the image are used
  --signature FILE  an OpenPGP signature: over the checksum file, else over the image
  --key FILE        the publisher's public key, where it does not come with this program
  --no-checksums    leaves out checksum files and signatures that lie beside the image
  --bmap FILE       a block map to hold the image against; one beside the image is found by itself
  --virtual         allows loop devices
  --receipt FILE    saves the receipt as JSON
  --json            one JSON object a line on stdout (docs/CLI-JSON.md)`,
  recheck: `stickwright recheck RECEIPT [--on DRIVE ...] [options]

Reads the drives and compares them with a receipt alone: the image is not needed. Nothing is written.
Without --on it is the one attached drive whose size and serial number are in the receipt.

Equal means: every byte the job wrote is there, by SHA-256. It says nothing about who made the receipt:
keep receipts where only you can change them. Where a drive differs is told by block (1 MiB or more).

${DRIVE}

  --on DRIVE        may be given several times
  --virtual         also loop devices
  --receipt FILE    saves the receipt of this check as JSON
  --json            one JSON object a line on stdout (docs/CLI-JSON.md)`,
  catalogue: `stickwright catalogue [--list FILE|URL] [--json]

Shows the images that "download NAME" knows. The list comes with this program, or is the newer one that
the app fetched when you asked: nothing goes online.

  --list PLACE      a list of Raspberry Pi Imager instead, in a file or at an address
  --json            one JSON object a line on stdout (docs/CLI-JSON.md)`,
  download: `stickwright download URL|NAME [--folder FOLDER] [--sha256 HEX | --sha512 HEX] [--list FILE|URL] [--json]

Downloads an image to a file. Run again, it goes on where it stopped, also after a crash. No file is
ever replaced. NAME is one of "stickwright catalogue": its newest file and SHA-256 are looked up at the vendor.

  --folder FOLDER   where to keep it; default: this folder
  --sha256 HEX      its published SHA-256: anything else is deleted. A complete file from before is used
  --json            one JSON object a line on stdout (docs/CLI-JSON.md)

Proxies: HTTP_PROXY, HTTPS_PROXY, NO_PROXY. Further certificate authorities: NODE_EXTRA_CA_CERTS.`,
  help: 'stickwright help [list|contents|inspect|write|verify|recheck|download|catalogue]',
} as const;

export type HelpTopic = keyof typeof helpTexts;

export function isHelpTopic(name: string): name is HelpTopic {
  return Object.hasOwn(helpTexts, name);
}
