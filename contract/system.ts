import { z } from './zod.ts';

/** Systems that are recognised by what is in an image. `linux`: another distribution, known by its own name only. */
export const PRODUCTS = [
  'proxmox-ve',
  'proxmox-backup-server',
  'proxmox-mail-gateway',
  'proxmox-datacenter-manager',
  'vmware-esxi',
  'nutanix-ce',
  'xcp-ng',
  'xenserver',
  'windows-server',
  'hyper-v-server',
  'windows',
  'windows-pe',
  'harvester',
  'truenas',
  'debian',
  'ubuntu-server',
  'ubuntu',
  'fedora',
  'rhel',
  'centos',
  'rocky',
  'almalinux',
  'oracle-linux',
  'opensuse',
  'sle',
  'raspberry-pi-os',
  /** Another system for these boards. */
  'raspberry-pi',
  'linux',
] as const;
export type Product = (typeof PRODUCTS)[number];

/** As people write it; `arm` is 32 bits. */
export const ARCHITECTURES = ['x86-64', 'arm64', 'x86', 'arm', 'riscv64', 'ppc64le', 's390x'] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** How an image that installs by itself gets its answers. */
export const unattendedSchema = z.strictObject({
  /** What was found in the image. */
  by: z.enum(['proxmox', 'windows-answer-file', 'kickstart', 'autoinstall', 'preseed']),
  /** Where the answers are: in the image, on a volume of its own, on a server, or not told. */
  answersFrom: z.enum(['image', 'volume', 'network', 'unknown']),
  /** Name of that volume, or the server's host name, cleaned; null where it is not told. */
  source: z.string().nullable(),
});
export type Unattended = Readonly<z.infer<typeof unattendedSchema>>;

/** The operating system an image carries. All texts come from the image and are cleaned for display. */
export const systemSchema = z.strictObject({
  product: z.enum(PRODUCTS),
  /** `Proxmox VE`, `Windows Server 2025`, `Debian GNU/Linux`. */
  name: z.string(),
  /** `9.1-1`, `8.0.3`, `24.04.3 LTS`; null where the image does not tell, or the name holds it. */
  version: z.string().nullable(),
  /** Build, code name or date the maker tells apart images by. */
  build: z.string().nullable(),
  /** What can be installed from it, where there is a choice: `Windows Server 2025 Standard`, …; at most 16. */
  editions: z.array(z.string()).readonly(),
  architecture: z.enum(ARCHITECTURES).nullable(),
  /** `installer` puts the system on a disk, `live` runs from the drive, `system` is the installed system itself. */
  role: z.enum(['installer', 'live', 'system']),
  /** `content`: told by files made for that. `likely`: by names and places that others could have as well. */
  evidence: z.enum(['content', 'likely']),
  /** DANGER for whoever starts it: erases a disk and installs without asking. null: asks, as far as can be seen. */
  unattended: unattendedSchema.nullable(),
});
export type System = Readonly<z.infer<typeof systemSchema>>;
