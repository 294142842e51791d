import { describeContent } from './describe-content.ts';
import { detectLayer } from './detect-layer.ts';

/** True where a file in an archive is an image, or packs something, by its first HEAD_BYTES. */
export function isImageHead(head: Buffer): boolean {
  const detected = detectLayer(head);
  if (detected.kind === 'layer') return true;
  return detected.kind === 'content' && describeContent(head).kind !== 'unknown';
}
