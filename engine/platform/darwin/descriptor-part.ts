import { z } from 'zod';
import { loadNativePart } from '../native-part.ts';

/** What our compiled part for macOS can do; see native/descriptor/descriptor.c. */
export interface DescriptorPart {
  pair(): readonly [number, number];
  receive(fd: number): Promise<number>;
  bypassCache(fd: number): void;
  synchronize(fd: number): Promise<void>;
}

const isFunction = (value: unknown) => typeof value === 'function';
const partSchema: z.ZodType<DescriptorPart> = z.object({
  pair: z.custom<DescriptorPart['pair']>(isFunction),
  receive: z.custom<DescriptorPart['receive']>(isFunction),
  bypassCache: z.custom<DescriptorPart['bypassCache']>(isFunction),
  synchronize: z.custom<DescriptorPart['synchronize']>(isFunction),
});

/** Checks that what was loaded is that part. */
export function descriptorPartOf(loaded: unknown): DescriptorPart {
  return partSchema.parse(loaded);
}

/** Loads it. Throws where the installation is incomplete. */
export function loadDescriptorPart(): DescriptorPart {
  return descriptorPartOf(loadNativePart('descriptor'));
}
