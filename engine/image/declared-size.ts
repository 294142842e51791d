import { fail } from '../errors/app-error.ts';
import type { Gpt } from '../partition/gpt.ts';
import { TYPE_PROTECTIVE } from '../partition/mbr.ts';
import { DECODING } from './decode-context.ts';
import type { Content } from './describe-content.ts';

/** MBR entries of hybrid ISOs are rounded up to a cylinder: 255 heads of 63 sectors at most. */
const CYLINDER_BYTES = 255 * 63 * 512;

/**
 * IMAGE_TRUNCATED where the image is shorter than its own file system or partition table says. Protective
 * entries and the place of the backup GPT do not count: images are often made for larger or smaller drives.
 * Sources: ECMA-119 §8.4.8, §8.4.12; UEFI 2.10 §5.2.1, §5.3.3.
 */
export function assertComplete(path: string, content: Content, presentBytes: number): void {
  for (const { saidBy, bytes } of declaredSizes(content)) {
    if (bytes <= presentBytes) continue;
    throw fail(
      'IMAGE_TRUNCATED',
      { path, presentBytes, expectedBytes: bytes, saidBy },
      {
        where: DECODING,
        message: `Cannot use "${path}": it has ${presentBytes} bytes, its ${saidBy} says ${bytes}`,
      },
    );
  }
}

function declaredSizes(content: Content): readonly { saidBy: string; bytes: number }[] {
  const sizes: { saidBy: string; bytes: number }[] = [];
  if (content.iso !== null) sizes.push({ saidBy: 'iso9660', bytes: content.iso.volumeBytes });
  if (content.gpt !== null) sizes.push({ saidBy: 'gpt', bytes: gptEndBytes(content.gpt) });
  if (content.fileSystem !== null) {
    sizes.push({ saidBy: content.fileSystem.name, bytes: content.fileSystem.bytes });
  }
  const slackBytes = content.iso === null ? 0 : CYLINDER_BYTES;
  for (const entry of content.mbr?.entries ?? []) {
    if (entry.type === TYPE_PROTECTIVE) continue;
    const endBytes = (entry.firstLba + entry.lengthSectors) * 512;
    sizes.push({ saidBy: 'mbr', bytes: endBytes - slackBytes });
  }
  return sizes;
}

function gptEndBytes(gpt: Gpt): number {
  const lastLba = (gpt.partitions ?? []).reduce((last, one) => Math.max(last, one.lastLba), -1);
  return (lastLba + 1) * gpt.sectorSizeBytes;
}
