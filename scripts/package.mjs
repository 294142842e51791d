// npm run package: builds everything and makes the installers of this system. Arguments go on to electron-builder:
//   npm run package -- --dir        only the unpacked program
//   npm run package -- --x64 --arm64
import { build } from './build.mjs';
import { buildNative } from './build-native.mjs';
import { electronBuilder } from './package/electron-builder.mjs';
import { makeHelper } from './package/make-helper.mjs';
import { stagePage } from './package/stage-page.mjs';
import { hostTarget, parseTarget } from './package/targets.mjs';

try {
  const args = process.argv.slice(2);
  const host = hostTarget();
  const wanted = ['x64', 'arm64'].filter((arch) => args.includes(`--${arch}`));
  const archs = wanted.length > 0 ? wanted : [host.arch];
  await build();
  stagePage();
  buildNative();
  for (const arch of archs) {
    const { folder, sizeBytes } = await makeHelper({ target: parseTarget(`${host.system}-${arch}`) });
    console.log(`${folder}: ${(sizeBytes / 1e6).toFixed(1)} MB`);
  }
  const chosen = wanted.length > 0 ? [] : [`--${host.arch}`];
  electronBuilder([
    `--${host.system}`,
    ...chosen,
    ...(args.includes('--publish') ? [] : ['--publish', 'never']),
    ...args,
  ]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
