import type { IncomingMessage } from 'node:http';
import type { FakeWorld } from '#engine/index.ts';
import { DEMO_BODY_MAX_BYTES, DEMO_PATH, demoAction } from '#host/demo-actions.ts';
import { type Answer, readBody } from './answer.ts';

/** The requests of browser tests to the demo's computer (host/demo-actions.ts), over HTTP. */
export async function controlDemo(world: FakeWorld, request: IncomingMessage): Promise<Answer> {
  const { url = '', method = '' } = request;
  const body = method === 'POST' ? await readBody(request, DEMO_BODY_MAX_BYTES) : null;
  return demoAction(world, { action: url.slice(DEMO_PATH.length), method, body });
}
