import type { SeekableBytes } from '../image/seekable-bytes.ts';
import { readUdfName, type UdfName } from './udf-descriptors.ts';
import { openUdf } from './udf-volume.ts';
import { attempt } from './volume-problem.ts';

export interface UdfFacts extends UdfName {
  /** `unsupported`: of a kind that is not read here, such as a disc that is still being recorded. */
  readonly state: 'read' | 'unsupported' | 'damaged' | 'out-of-reach';
}

/** What there is to tell of a UDF volume; null where the bytes are none, or say nothing of themselves. */
export async function readUdfFacts(bytes: SeekableBytes): Promise<UdfFacts | null> {
  const name = await attempt(() => readUdfName(bytes));
  if (!name.isFound) return null;
  const opened = await openUdf(bytes);
  if (opened.isFound) return { ...name.value, state: 'read' };
  const { reason } = opened;
  return { ...name.value, state: reason === 'unsupported' || reason === 'out-of-reach' ? reason : 'damaged' };
}
