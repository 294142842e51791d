import type { Layer } from '#contract/image.ts';

/** Thrown where an image is packed so that it can be unpacked only once the whole file is there. */
export class NeedsFileError extends Error {
  override readonly name = 'NeedsFileError';
  readonly layer: Layer;

  constructor(layer: Layer) {
    super(`A ${layer} can be unpacked only from a complete file`);
    this.layer = layer;
  }
}
