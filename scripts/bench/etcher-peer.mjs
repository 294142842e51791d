// Writes an image with etcher-sdk, as one process, and prints its own times as one JSON line.
//   node etcher-peer.mjs IMAGE DEVICE SIZE_BYTES BINDING verify|write
// BINDING is the compiled part of @ronomon/direct-io (see etcher-setup.mjs).
import { writeSync } from 'node:fs';
import Module from 'node:module';

/** What etcher-sdk itself takes by default; Etcher gives 2 for one drive, which is slower. */
const BUFFERS = 16;

const [image = '', device = '', sizeBytes = '0', binding = '', mode = ''] = process.argv.slice(2);

// None of the native parts is compiled when the packages are installed. Listing and unmounting are not measured here.
const done = (/** @type {unknown} */ _device, /** @type {() => void} */ callback) => callback();
/** @type {Record<string, unknown>} */
const replaced = { mountutils: { unmountDisk: done, eject: done }, drivelist: { list: () => Promise.resolve([]) } };
const loader = /** @type {{ _load: (request: string, ...rest: unknown[]) => unknown }} */ (
  /** @type {unknown} */ (Module)
);
const load = loader._load;
loader._load = (request, ...rest) => {
  if (request === '@ronomon/direct-io') return load(binding, ...rest);
  return replaced[request] ?? load(request, ...rest);
};

const { multiWrite, sourceDestination } = await import('etcher-sdk');

const startedAt = performance.now();
const drive = {
  ...{ device, raw: device, devicePath: null, description: device, size: Number(sizeBytes), blockSize: 512 },
  ...{ mountpoints: [], isSystem: false, isReadOnly: false, isVirtual: true, isRemovable: true, isCard: null },
  ...{ isUSB: true, isSCSI: false, isUAS: null, isLogical: false, logicalBlockSize: 512, error: null, enumerator: '' },
  ...{ busType: 'USB', busVersion: null, partitionTableType: null },
};
const file = new sourceDestination.File({ path: image });
await file.open();
const source = await file.getInnerSource();
const destination = new sourceDestination.BlockDevice({ drive, unmountOnSuccess: false, write: true, direct: true });
/** @type {number | null} */
let verifyFromMs = null;
const createVerifier = destination.createVerifier.bind(destination);
destination.createVerifier = (...args) => {
  verifyFromMs = performance.now();
  return createVerifier(...args);
};
/** @type {unknown[]} */
const failures = [];
await multiWrite.pipeSourceToDestinations({
  source,
  destinations: [destination],
  verify: mode === 'verify',
  numBuffers: BUFFERS,
  onFail: (_, error) => failures.push(error),
  onProgress: () => {},
});
const endedMs = performance.now();
if (failures.length > 0) throw failures[0];
const writeMs = (verifyFromMs ?? endedMs) - startedAt;
const verifyMs = verifyFromMs === null ? 0 : endedMs - verifyFromMs;
writeSync(process.stdout.fd, `${JSON.stringify({ writeMs, verifyMs })}\n`);
process.exit(0); // as fast as it can: its own handles would keep it for a while
