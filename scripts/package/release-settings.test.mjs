import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseSettings } from './release-settings.mjs';

/** @param {string} platform @param {Record<string, string>} keys @param {string} [arch] */
const settings = (platform, keys, arch = 'x64') =>
  releaseSettings({
    platform,
    arch,
    env: { GITHUB_REPOSITORY: 'someone/stickwright', ...keys },
    appleKeyFile: '/tmp/key.p8',
  });

test('updates come from the repository that publishes, one list per processor', () => {
  const x64 = settings('linux', {}).args;
  assert.deepEqual(x64, [
    '-c.publish.provider=github',
    '-c.publish.owner=someone',
    '-c.publish.repo=stickwright',
    '-c.publish.releaseType=draft',
  ]);
  assert.deepEqual(settings('linux', {}, 'arm64').args, [...x64, '-c.publish.channel=latest-arm64']);
  assert.throws(() => settings('linux', { GITHUB_REPOSITORY: 'someone' }), /GITHUB_REPOSITORY/);
});

test('without keys nothing is signed, and the log says so', () => {
  for (const platform of ['darwin', 'win32']) {
    const { args, env, signature } = settings(platform, { MAC_CERTIFICATE: '', WIN_CERTIFICATE: '' });
    assert.deepEqual(env, {});
    assert.match(signature, /^not signed/);
    assert.ok(!args.includes('-c.forceCodeSigning=true'));
  }
  assert.ok(settings('darwin', {}).args.includes('-c.mac.hardenedRuntime=false'));
});

test('with keys a release that cannot be signed fails', () => {
  const mac = { MAC_CERTIFICATE: 'cert', MAC_CERTIFICATE_PASSWORD: 'word' };
  const apple = { APPLE_API_KEY: 'key', APPLE_API_KEY_ID: 'id', APPLE_API_ISSUER: 'issuer' };
  for (const run of [
    settings('darwin', mac),
    settings('darwin', { ...mac, ...apple }),
    settings('win32', { WIN_CERTIFICATE: 'cert' }),
    settings('win32', { AZURE_CLIENT_SECRET: 'secret' }),
  ]) {
    assert.ok(run.args.includes('-c.forceCodeSigning=true'), run.signature);
    assert.match(run.signature, /^signed/);
  }
  assert.ok(settings('darwin', mac).args.includes('-c.mac.notarize=false'));
  assert.ok(!settings('darwin', { ...mac, ...apple }).args.includes('-c.mac.notarize=false'));
  assert.equal(settings('darwin', { ...mac, ...apple }).env['APPLE_API_KEY'], '/tmp/key.p8');
});
