import { makeDamage } from './damage.ts';
import { makeDiscs } from './discs.ts';
import { makeDisks } from './disks.ts';
import { makeLoaders } from './loaders.ts';

/**
 * Builds images of every kind in `folder`, from Debian's packages alone; what must be said of each is in `verdicts.ts`.
 * Takes some seconds. `corpusMissing` tells before whether it can be done.
 */
export function buildCorpus(folder: string): void {
  makeLoaders(folder);
  makeDiscs(folder);
  makeDisks(folder);
  makeDamage(folder);
}
