/**
 * Whether there is a newer version of the program. Nothing goes online before a person asked to look, or allowed it in the
 * settings; nothing is downloaded or installed before a person said so, and never while a job runs.
 *
 *   unknown ─look─▶ looking ─▶ newest | available | failed
 *   available ─get─▶ downloading ─▶ ready | failed      available | ready ─refuse─▶ refused
 */
export type UpdateState =
  | { readonly state: 'unknown' | 'looking' | 'newest' }
  | { readonly state: 'available' | 'ready' | 'refused'; readonly version: string }
  | { readonly state: 'downloading'; readonly version: string; readonly percent: number }
  /** `reason` is the system's own word for it. */
  | { readonly state: 'failed'; readonly reason: string };
