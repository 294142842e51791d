import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { makeDisc } from './disc-image.ts';
import { runIn, sampleBytes } from './image-files.ts';

/** An ISO with a checksum in itself by the real `implantisomd5`; null where that or xorriso is not installed. */
export function implantedDisc(t: TestContext, contentBytes = 3_000_000): string | null {
  const disc = makeDisc(t, { label: 'ROCKY', files: { 'images/install.img': sampleBytes(contentBytes) } });
  if (disc === null) return null;
  return runIn(path.dirname(disc), 'implantisomd5', [disc]) ? disc : null;
}

/** What `checkisomd5` says of an ISO. */
export function judgedByCheckisomd5(disc: string): 'good' | 'bad' | 'none' {
  const { status } = spawnSync('checkisomd5', [disc], { encoding: 'utf8' });
  if (status === 0) return 'good';
  return status === 1 ? 'bad' : 'none';
}
