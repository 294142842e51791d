/** Disks of virtual machines, as files. */
export const DISK_FORMATS = ['qcow2', 'vhd', 'vhdx', 'vmdk'] as const;
export type DiskFormat = (typeof DISK_FORMATS)[number];

export function isDiskFormat(layer: string): layer is DiskFormat {
  return DISK_FORMATS.some((format) => format === layer);
}
