// Who may import whom, as data. An exception is a change of this table, argued in its commit.

/**
 * @typedef {object} Area
 * @property {string} name
 * @property {string[]} paths   folders (ending in /) or files; the longest match decides
 * @property {string[]} imports names of areas it may import, besides itself; '*' = every area
 * @property {string[] | '*'} packages npm packages; '*' = all that package.json lists
 * @property {boolean} node     may use node: modules
 */

/** Small foundations any part of the engine may stand on; they import nothing but contract/ and each other. */
const engineBase = ['contract', 'engine/base'];

/** What the privileged process may be made of. */
const worker = ['engine/write', 'engine/verify', 'engine/drive', 'engine/platform', 'engine/platform/worker'];

const operatingSystems = ['linux', 'darwin', 'win32'];

/** @type {Area[]} */
export const areas = [
  { name: 'contract', paths: ['contract/'], imports: [], packages: ['zod'], node: false },

  {
    name: 'engine/base',
    paths: [
      'engine/errors/',
      'engine/log/',
      'engine/packed/',
      'engine/text/',
      'engine/wire/',
      'engine/checksum/block-sums.ts',
      'engine/checksum/chunk-table.ts',
    ],
    imports: ['contract'],
    packages: ['zod', 'xxhash-addon'],
    node: true,
  },
  // one main part of the product per folder; siblings, without cycles
  {
    name: 'engine/parts',
    paths: [
      'engine/answer/',
      'engine/boot/',
      'engine/catalogue/',
      'engine/checksum/',
      'engine/contents/',
      'engine/filesystem/',
      'engine/image/',
      'engine/job/',
      'engine/partition/',
      'engine/plan/',
      'engine/process/',
      'engine/reader/',
      'engine/receipt/',
      'engine/recognition/',
      'engine/session/',
      'engine/source/',
      'engine/trust/',
    ],
    imports: [...engineBase, 'engine/drive', 'engine/platform', 'engine/platform/index'],
    packages: '*',
    node: true,
  },
  // pure: protection rules and identity, needed on both sides of the elevation
  { name: 'engine/drive', paths: ['engine/drive/'], imports: engineBase, packages: [], node: true },
  {
    name: 'engine/write',
    paths: ['engine/write/'],
    imports: [...engineBase, 'engine/platform'],
    packages: ['zod', 'xxhash-addon'],
    node: true,
  },
  {
    name: 'engine/verify',
    paths: ['engine/verify/'],
    imports: [...engineBase, 'engine/write', 'engine/platform'],
    packages: ['zod', 'xxhash-addon'],
    node: true,
  },
  {
    name: 'engine/worker',
    paths: ['engine/worker/'],
    imports: [...engineBase, ...worker],
    packages: ['zod', 'xxhash-addon'],
    node: true,
  },
  // the ports and what the systems share; only index.ts chooses a system
  {
    name: 'engine/platform',
    paths: ['engine/platform/', 'engine/ports.ts'],
    imports: [...engineBase, 'engine/drive'],
    packages: [],
    node: true,
  },
  {
    name: 'engine/platform/index',
    paths: ['engine/platform/index.ts'],
    imports: [...engineBase, 'engine/platform', ...operatingSystems.map((system) => `engine/platform/${system}`)],
    packages: [],
    node: true,
  },
  // the worker's own choice of a system, so that neither lists of drives nor elevation come into its process
  {
    name: 'engine/platform/worker',
    paths: ['engine/platform/worker.ts'],
    imports: [...engineBase, 'engine/platform', ...operatingSystems.map((system) => `engine/platform/${system}`)],
    packages: [],
    node: true,
  },
  ...operatingSystems.map((system) => ({
    name: `engine/platform/${system}`,
    paths: [`engine/platform/${system}/`],
    imports: [...engineBase, 'engine/platform', 'engine/drive'],
    packages: ['drivelist', 'zod'],
    node: true,
  })),
  // scripted drives for tests and demos: an engine of its own, never near the privileged worker
  {
    name: 'engine/platform/fake',
    paths: ['engine/platform/fake/'],
    imports: [...engineBase, 'engine/parts', 'engine/drive', 'engine/platform'],
    packages: [],
    node: true,
  },
  // entry of the helper program: starts the reader or the worker
  {
    name: 'engine/helper',
    paths: ['engine/helper/'],
    imports: [...engineBase, 'engine/parts', 'engine/worker', 'engine/platform', 'engine/platform/index'],
    packages: ['zod'],
    node: true,
  },
  {
    name: 'engine',
    paths: ['engine/index.ts', 'engine/create-engine.ts'],
    imports: [
      ...engineBase,
      'engine/parts',
      'engine/drive',
      'engine/platform',
      'engine/platform/index',
      'engine/platform/fake',
    ],
    packages: ['zod'],
    node: true,
  },

  // what the hosts with a page have in common
  { name: 'host', paths: ['host/'], imports: ['contract', 'engine'], packages: ['zod'], node: true },
  // `stickwright serve` hands over to the web host
  { name: 'cli', paths: ['cli/'], imports: ['contract', 'engine', 'host', 'web'], packages: '*', node: true },
  { name: 'web', paths: ['web/'], imports: ['contract', 'engine', 'host'], packages: '*', node: true },
  {
    name: 'electron',
    paths: ['electron/'],
    imports: ['contract', 'engine', 'host', 'renderer/words'],
    packages: '*',
    node: true,
  },
  { name: 'renderer', paths: ['renderer/'], imports: ['contract', 'renderer/words'], packages: '*', node: false },
  // sentences and figures of the page that the desktop around it shows too; pure
  {
    name: 'renderer/words',
    paths: ['renderer/i18n/', 'renderer/state/result-words.ts', 'renderer/state/job-figures.ts'],
    imports: ['contract'],
    packages: ['react'],
    node: false,
  },

  { name: 'test', paths: ['test/'], imports: ['*'], packages: '*', node: true },
  { name: 'scripts', paths: ['scripts/'], imports: [], packages: '*', node: true },
];

/** Packages only these areas may use, whatever else the table says. */
export const reservedPackages = [
  { packages: ['electron'], areas: ['electron', 'test'] },
  { packages: ['react', 'react-dom', 'react-aria-components'], areas: ['renderer', 'renderer/words', 'test'] },
];

/** Everything that is loaded, directly or not, together with the privileged worker. */
export const workerClosure = {
  roots: ['engine/worker', 'engine/write', 'engine/verify'],
  areas: [...engineBase, 'engine/worker', ...worker, ...operatingSystems.map((system) => `engine/platform/${system}`)],
  packages: ['zod', 'xxhash-addon'],
  /** `net` here connects to a local socket or named pipe by its path, and nothing else (docs/adr/0010). */
  localSocketFiles: ['engine/worker/data-connection.ts', 'engine/worker/host-connection.ts'],
  /**
   * `module` here loads compiled code by its path: XXH3 (fast enough hashing), and our own parts of native/ (taking over an open
   * drive from authopen, locking volumes on Windows: Node has no calls for them; docs/adr/0018).
   */
  nativeLoaderFiles: [
    'engine/checksum/chunk-table.ts',
    'engine/packed/xxhash-path.ts',
    'engine/platform/native-part.ts',
  ],
  bannedNodeModules: [
    'http',
    'https',
    'http2',
    'net',
    'tls',
    'dgram',
    'dns',
    'dns/promises',
    'inspector',
    'module',
    'vm',
  ],
};
