import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { electronParts } from './parts.ts';
import type { World } from './world.ts';

const MAIN = pathToFileURL(join(import.meta.dirname, '../../../out/main/main.js')).href;
const FOLDER = new URL('.', MAIN).href;
const MARK = 'stand-in';
const SCHEME = 'stand-in-electron:';

const known = new Map<string, ReturnType<typeof electronParts>>();
Object.assign(globalThis, { [Symbol.for(MARK)]: known });

let isHooked = false;
let lastId = 0;

/** Loads the built main process once more, by itself, with `electron` being the parts of this world. */
export async function loadMain(world: World, argv: readonly string[]): Promise<void> {
  if (!isHooked) hook();
  isHooked = true;
  lastId += 1;
  const id = String(lastId);
  known.set(id, electronParts(world));
  const before = process.argv;
  process.argv = [...argv];
  try {
    await import(`${MAIN}?${MARK}=${id}`);
  } finally {
    process.argv = before;
  }
}

/** Modules of the app carry the number of their world on; `electron` is found by it. */
function hook(): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      // what a bundled package requires by itself does not carry the number on: it is that of the newest world
      const isOurs = context.parentURL?.startsWith(FOLDER) === true;
      const id = numberIn(context.parentURL) ?? (isOurs ? String(lastId) : null);
      if (id === null) return next(specifier, context);
      if (specifier === 'electron') return { url: `${SCHEME}${id}`, format: 'module', shortCircuit: true };
      const found = next(specifier, context);
      return specifier.startsWith('.') ? { ...found, url: `${found.url}?${MARK}=${id}` } : found;
    },
    load: (url, context, next) => {
      if (!url.startsWith(SCHEME)) return next(url, context);
      const id = url.slice(SCHEME.length);
      const names = Object.keys(known.get(id) ?? {});
      const parts = `globalThis[Symbol.for('${MARK}')].get('${id}')`;
      const source = names.map((name) => `export const ${name} = ${parts}.${name};`).join('\n');
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

function numberIn(url: string | undefined): string | null {
  return url === undefined ? null : new URL(url).searchParams.get(MARK);
}
