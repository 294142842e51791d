import { z } from 'zod';
import { parsePlist } from './plist.ts';

/** What `diskutil list -plist` tells: which disks and partitions there are, and what stands on what. */
export interface DiskutilList {
  readonly wholeDisks: readonly string[];
  readonly disks: readonly DiskutilDisk[];
}

export interface DiskutilDisk {
  readonly id: string;
  /** Identifiers of its partitions, in order. */
  readonly partitions: readonly string[];
  /** A container of APFS: the partitions it consists of, and its volumes. */
  readonly stores: readonly string[];
  readonly volumes: readonly string[];
}

/** What `diskutil info -plist diskN` tells of one disk, partition or volume; null: not told. */
export interface DiskutilInfo {
  readonly id: string;
  readonly parentWholeDisk: string | null;
  readonly isWhole: boolean;
  readonly sizeBytes: number;
  readonly blockSizeBytes: number | null;
  readonly bus: string | null;
  readonly mediaName: string | null;
  readonly content: string | null;
  readonly isInternal: boolean | null;
  readonly isRemovableMedia: boolean | null;
  readonly isExternalOrRemovable: boolean | null;
  readonly isWritableMedia: boolean | null;
  readonly isVirtual: boolean;
  readonly volumeName: string | null;
  readonly fileSystem: string | null;
  readonly mountPoint: string | null;
  readonly freeBytes: number | null;
}

const text = z.string().nullish().catch(null);
const flag = z.boolean().nullish().catch(null);
const count = z.number().int().nonnegative().nullish().catch(null);
/** `diskutil` numbers everything this way; anything else must never come near a command line or a path. */
const id = z.string().regex(/^disk\d{1,6}(?:s\d{1,6})*$/);
const named = z.object({ DeviceIdentifier: id });
const namedList = z.array(named).catch([]);

const listSchema = z.object({
  WholeDisks: z.array(id),
  AllDisksAndPartitions: z.array(
    z.object({
      DeviceIdentifier: id,
      Partitions: namedList.default([]),
      APFSPhysicalStores: namedList.default([]),
      APFSVolumes: namedList.default([]),
    }),
  ),
});

const infoSchema = z.object({
  DeviceIdentifier: id,
  ParentWholeDisk: id.nullish().catch(null),
  WholeDisk: flag,
  TotalSize: count,
  Size: count,
  DeviceBlockSize: count,
  BusProtocol: text,
  MediaName: text,
  IORegistryEntryName: text,
  Content: text,
  Internal: flag,
  RemovableMedia: flag,
  RemovableMediaOrExternalDevice: flag,
  WritableMedia: flag,
  VirtualOrPhysical: text,
  VolumeName: text,
  FilesystemType: text,
  MountPoint: text,
  FreeSpace: count,
  APFSContainerFree: count,
});

/** Throws where the output is not that of `diskutil list -plist`. Source: diskutil(8) of macOS 13 to 15. */
export function parseDiskutilList(output: string): DiskutilList {
  const list = listSchema.parse(parsePlist(output));
  const ids = (nodes: readonly { readonly DeviceIdentifier: string }[]) => nodes.map((node) => node.DeviceIdentifier);
  return {
    wholeDisks: list.WholeDisks,
    disks: list.AllDisksAndPartitions.map((disk) => ({
      id: disk.DeviceIdentifier,
      partitions: ids(disk.Partitions),
      stores: ids(disk.APFSPhysicalStores),
      volumes: ids(disk.APFSVolumes),
    })),
  };
}

/** Throws where the output is not that of `diskutil info -plist`. A key that is missing or odd is "not told". */
export function parseDiskutilInfo(output: string): DiskutilInfo {
  const info = infoSchema.parse(parsePlist(output));
  const orNull = (value: string | null | undefined) => (value === undefined || value === '' ? null : value);
  return {
    id: info.DeviceIdentifier,
    parentWholeDisk: info.ParentWholeDisk ?? null,
    isWhole: info.WholeDisk === true,
    sizeBytes: info.TotalSize ?? info.Size ?? 0,
    blockSizeBytes: info.DeviceBlockSize ?? null,
    bus: orNull(info.BusProtocol),
    mediaName: orNull(info.MediaName) ?? orNull(info.IORegistryEntryName),
    content: orNull(info.Content),
    isInternal: info.Internal ?? null,
    isRemovableMedia: info.RemovableMedia ?? null,
    isExternalOrRemovable: info.RemovableMediaOrExternalDevice ?? null,
    isWritableMedia: info.WritableMedia ?? null,
    isVirtual: info.VirtualOrPhysical === 'Virtual',
    volumeName: orNull(info.VolumeName),
    fileSystem: orNull(info.FilesystemType),
    mountPoint: orNull(info.MountPoint),
    freeBytes: info.FreeSpace ?? info.APFSContainerFree ?? null,
  };
}
