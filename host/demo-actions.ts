import { z } from '#contract/zod.ts';
import type { FakeWorld } from '#engine/index.ts';

/** Below this path of the app's own address a demo's computer is moved. */
export const DEMO_PATH = '/test/';
/** Longest request. */
export const DEMO_BODY_MAX_BYTES = 4096;

export interface DemoRequest {
  /** What follows `DEMO_PATH`. */
  readonly action: string;
  readonly method: string;
  /** JSON; null where none came. */
  readonly body: string | null;
}

export type DemoAnswer =
  | { readonly status: 200; readonly json: unknown }
  | { readonly status: 400 | 404 | 405; readonly text: string };

const advanceSchema = z.strictObject({ ms: z.number().nonnegative().max(86_400_000) });
const driveSchema = z.strictObject({ drive: z.string().max(100) });

/**
 * What tests may do to the demo's fake computer, as JSON: `POST advance {ms}`, `POST plug {drive}`, `POST unplug {drive}` (by
 * the keys of the scenario), `GET state`. All answer with the state after it. Exists only with `--platform fake`.
 */
export async function demoAction(world: FakeWorld, { action, method, body }: DemoRequest): Promise<DemoAnswer> {
  if (action === 'state' && method === 'GET') return state(world);
  if (method !== 'POST') return { status: 405, text: 'Method not allowed' };
  switch (action) {
    case 'advance': {
      const wanted = advanceSchema.safeParse(parsed(body));
      if (!wanted.success) return { status: 400, text: 'How many ms?' };
      await world.clock.advance(wanted.data.ms);
      return state(world);
    }
    case 'plug':
    case 'unplug': {
      const wanted = driveSchema.safeParse(parsed(body));
      if (!wanted.success) return { status: 400, text: 'Which drive?' };
      const isDone = action === 'plug' ? world.plug(wanted.data.drive) : world.unplug(wanted.data.drive);
      return isDone ? state(world) : { status: 404, text: 'There is no such drive here' };
    }
    default:
      return { status: 404, text: 'Not found' };
  }
}

function state({ clock, plugged, writtenBytes }: FakeWorld): DemoAnswer {
  return { status: 200, json: { nowMs: clock.nowMs(), plugged, writtenBytes } };
}

function parsed(body: string | null): unknown {
  try {
    return body === null ? null : JSON.parse(body);
  } catch {
    return null; // refused by the schema
  }
}
