// npm run release: the installers of this system and processor, signed where the environment has keys, handed in to a draft
// release of the repository. For .github/workflows/release.yml, which names the keys.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { releaseSettings } from './package/release-settings.mjs';

const folder = mkdtempSync(path.join(os.tmpdir(), 'stickwright-release-'));
try {
  const { platform, arch, env } = process;
  const appleKeyFile = path.join(folder, 'key.p8');
  if (env['APPLE_API_KEY']) writeFileSync(appleKeyFile, env['APPLE_API_KEY'], { mode: 0o600 });
  const settings = releaseSettings({ platform, arch, env, appleKeyFile });
  console.log(`${platform}-${arch}: ${settings.signature}`);
  const others = Object.entries(env).filter(([name]) => !/^(MAC_|WIN_|APPLE_|AZURE_|CSC_)/.test(name));
  const script = path.join(import.meta.dirname, 'package.mjs');
  const args = [script, `--${arch}`, '--publish', 'always', ...settings.args, ...process.argv.slice(2)];
  const { status, error } = spawnSync(process.execPath, args, {
    env: { ...Object.fromEntries(others), ...settings.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
