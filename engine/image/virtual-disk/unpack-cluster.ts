import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { type DiskFile, unpacked } from './disk-file.ts';
import { zstdFrameBytes } from './zstd-frame.ts';

const inflateRaw = promisify(zlib.inflateRaw);
/** Node before 22.15 has none. */
const unpackZstd = typeof zlib.zstdDecompress === 'function' ? promisify(zlib.zstdDecompress) : null;

export interface ClusterPacking {
  readonly packing: 'deflate' | 'zstd';
  readonly clusterBytes: number;
  /** Of the disk, for failures. */
  readonly offsetBytes: number;
}

/**
 * Unpacks one cluster of a qcow2 file; `packed` may go on behind its end, as sectors do. DECOMPRESS_FAILED unless it gives
 * a whole cluster.
 */
export async function unpackCluster(file: DiskFile, packed: Buffer, how: ClusterPacking): Promise<Buffer> {
  const { clusterBytes, offsetBytes } = how;
  const limit = { maxOutputLength: clusterBytes };
  const work = how.packing === 'deflate' ? inflateRaw(packed, limit) : zstdCluster(file, packed, how);
  const cluster = await unpacked(file, offsetBytes, work);
  if (cluster.length !== clusterBytes) throw file.damaged('a packed block is too short', offsetBytes);
  return cluster;
}

async function zstdCluster(file: DiskFile, packed: Buffer, how: ClusterPacking): Promise<Buffer> {
  if (unpackZstd === null) throw file.unsupported('qcow2 packed with zstd');
  const frameBytes = zstdFrameBytes(packed);
  if (frameBytes === null) throw file.damaged('a packed block is no frame of zstd', how.offsetBytes);
  return await unpackZstd(packed.subarray(0, frameBytes), { maxOutputLength: how.clusterBytes });
}
