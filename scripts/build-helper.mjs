// Builds the single executable that reads, writes and is the command line of an installed program, with the files it needs
// beside it, into out/helper/<system>-<arch>/. Options: --target linux-arm64, --node <path of the Node to build upon>.
import { parseArgs } from 'node:util';
import { makeHelper } from './package/make-helper.mjs';
import { hostTarget, parseTarget } from './package/targets.mjs';

try {
  const { values } = parseArgs({ options: { target: { type: 'string' }, node: { type: 'string' } } });
  const target = values.target === undefined ? hostTarget() : parseTarget(values.target);
  const startedAt = performance.now();
  const { folder, sizeBytes, isNew } = await makeHelper({ target, nodePath: values.node });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${isNew ? 'built' : 'kept'} ${folder}, ${(sizeBytes / 1e6).toFixed(1)} MB, ${seconds} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
