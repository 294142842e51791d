import type { CustomScheme } from 'electron';
import { DEMO_BODY_MAX_BYTES, DEMO_PATH, demoAction } from '#host/demo-actions.ts';
import type { PageFiles } from '#host/page-files.ts';
import { PAGE_HEADERS, pagePolicy } from '#host/page-policy.ts';
import type { FakeWorld } from '#engine/index.ts';
import { APP_SCHEME, ownPath } from './own-page.ts';

/** A scheme of our own behaves like https, so that the page keeps a real origin; `file:` would see the whole disk. */
export const appSchemes: CustomScheme[] = [
  { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
];

/** Answers requests for the page's files, and in a demo those of tests. What is not in `files` does not exist. */
export function appSchemeHandler(files: PageFiles, world: FakeWorld | null): (request: Request) => Promise<Response> {
  return async (request) => {
    const path = ownPath(request.url);
    if (path === null) return answer(404, 'Not found');
    if (world !== null && path.startsWith(DEMO_PATH)) return demoAnswer(world, path, request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Method not allowed');
    const file = files.get(path);
    if (file === undefined) return answer(404, 'Not found');
    const body = request.method === 'HEAD' ? null : new Uint8Array(await file.read());
    return answer(200, body, file.mediaType);
  };
}

async function demoAnswer(world: FakeWorld, path: string, request: Request): Promise<Response> {
  const body = request.method === 'POST' ? (await request.text()).slice(0, DEMO_BODY_MAX_BYTES) : null;
  const done = await demoAction(world, { action: path.slice(DEMO_PATH.length), method: request.method, body });
  return done.status === 200
    ? answer(200, JSON.stringify(done.json), 'application/json')
    : answer(done.status, done.text);
}

function answer(status: number, body: string | Uint8Array<ArrayBuffer> | null, mediaType = 'text/plain'): Response {
  // the page talks to its host by the preload script alone
  const headers = { 'content-type': mediaType, 'content-security-policy': pagePolicy([]), ...PAGE_HEADERS };
  return new Response(body, { status, headers });
}
