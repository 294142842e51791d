import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { FakeWorld } from '#engine/index.ts';
import { type Answer, readBody } from './answer.ts';

export const CONTROL_PATH = '/test/';
const BODY_MAX_BYTES = 4096;

const advanceSchema = z.strictObject({ ms: z.number().nonnegative().max(86_400_000) });
const driveSchema = z.strictObject({ drive: z.string().max(100) });

/**
 * What browser tests may do to the demo's fake computer, as JSON: `POST /test/advance {ms}`, `POST /test/plug {drive}`,
 * `POST /test/unplug {drive}` (by the keys of the scenario), `GET /test/state`. All answer with the state after it. Exists
 * only with `--platform fake`.
 */
export async function controlDemo(world: FakeWorld, request: IncomingMessage): Promise<Answer> {
  const action = (request.url ?? '').slice(CONTROL_PATH.length);
  if (action === 'state' && request.method === 'GET') return state(world);
  if (request.method !== 'POST') return { status: 405, text: 'Method not allowed' };
  const body = parsed(await readBody(request, BODY_MAX_BYTES));
  switch (action) {
    case 'advance': {
      const wanted = advanceSchema.safeParse(body);
      if (!wanted.success) return { status: 400, text: 'How many ms?' };
      await world.clock.advance(wanted.data.ms);
      return state(world);
    }
    case 'plug':
    case 'unplug': {
      const wanted = driveSchema.safeParse(body);
      if (!wanted.success) return { status: 400, text: 'Which drive?' };
      const isDone = action === 'plug' ? world.plug(wanted.data.drive) : world.unplug(wanted.data.drive);
      return isDone ? state(world) : { status: 404, text: 'There is no such drive here' };
    }
    default:
      return { status: 404, text: 'Not found' };
  }
}

function state({ clock, plugged, writtenBytes }: FakeWorld): Answer {
  return { status: 200, json: { nowMs: clock.nowMs(), plugged, writtenBytes } };
}

function parsed(body: string | null): unknown {
  try {
    return body === null ? null : JSON.parse(body);
  } catch {
    return null; // refused by the schema
  }
}
