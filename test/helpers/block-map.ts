import { createHash } from 'node:crypto';

const BLOCK_BYTES = 4096;

/** A block map of version 2.0 whose one range is the whole image, with its own checksum right. */
export function blockMapOf(image: Buffer): string {
  const sum = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
  const blocks = Math.ceil(image.length / BLOCK_BYTES);
  const text = (own: string) => `<?xml version="1.0" ?>
<bmap version="2.0">
<ImageSize> ${image.length} </ImageSize> <BlockSize> ${BLOCK_BYTES} </BlockSize>
<BlocksCount> ${blocks} </BlocksCount> <MappedBlocksCount> ${blocks} </MappedBlocksCount>
<ChecksumType> sha256 </ChecksumType> <BmapFileChecksum> ${own} </BmapFileChecksum>
<BlockMap> <Range chksum="${sum(image)}"> 0-${blocks - 1} </Range> </BlockMap>
</bmap>`;
  return text(sum(text('0'.repeat(64))));
}
