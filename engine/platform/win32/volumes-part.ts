import { z } from 'zod';
import { loadNativePart } from '../native-part.ts';

/** What our compiled part for Windows can do; see native/volumes/volumes.c. Errors carry codes such as `WIN32_5`. */
export interface VolumesPart {
  lock(volumePath: string): Promise<unknown>;
  release(lock: unknown): void;
  dropLayout(fd: number): Promise<void>;
  lookAgain(fd: number): Promise<void>;
  eject(drivePath: string): Promise<void>;
}

const isFunction = (value: unknown) => typeof value === 'function';
const partSchema: z.ZodType<VolumesPart> = z.object({
  lock: z.custom<VolumesPart['lock']>(isFunction),
  release: z.custom<VolumesPart['release']>(isFunction),
  dropLayout: z.custom<VolumesPart['dropLayout']>(isFunction),
  lookAgain: z.custom<VolumesPart['lookAgain']>(isFunction),
  eject: z.custom<VolumesPart['eject']>(isFunction),
});

/** Loads it. Throws where the installation is incomplete. */
export function loadVolumesPart(): VolumesPart {
  return partSchema.parse(loadNativePart('volumes'));
}
