// What a release adds to a local build: signatures where there are keys, and the place that updates come from.

/**
 * @typedef {object} ReleaseSettings
 * @property {string[]} args               for electron-builder
 * @property {Record<string, string>} env  for electron-builder; it must see none of the other keys
 * @property {string} signature            what the log says about it
 */

/**
 * Pure. Without keys a release is made all the same, unsigned; with keys a failure to sign fails the release.
 *
 * @param {{ platform: string, arch: string, env: Readonly<Record<string, string | undefined>>, appleKeyFile: string }} given
 * @returns {ReleaseSettings}
 */
export function releaseSettings({ platform, arch, env, appleKeyFile }) {
  const [owner = '', repository = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (owner === '' || repository === '') throw new Error('GITHUB_REPOSITORY must say where updates come from');
  const publish = {
    provider: 'github',
    owner,
    repo: repository,
    releaseType: 'draft',
    // one list of updates per processor: each is built on a machine of its own, and would replace the other's
    ...(arch === 'x64' ? {} : { channel: `latest-${arch}` }),
  };
  const signing = signingFor(platform, env, appleKeyFile);
  return { ...signing, args: [...options('publish', publish), ...signing.args] };
}

/**
 * @param {string} platform
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} appleKeyFile
 * @returns {ReleaseSettings}
 */
function signingFor(platform, env, appleKeyFile) {
  const must = ['-c.forceCodeSigning=true'];
  if (platform === 'darwin') {
    if (!env['MAC_CERTIFICATE']) {
      // a signature without a name has no team, and the hardened runtime would then refuse the worker's own native parts
      const args = [...options('mac', { hardenedRuntime: 'false', notarize: 'false' })];
      return { args, env: {}, signature: 'not signed: no MAC_CERTIFICATE' };
    }
    const certificate = { CSC_LINK: env['MAC_CERTIFICATE'], CSC_KEY_PASSWORD: env['MAC_CERTIFICATE_PASSWORD'] ?? '' };
    const [id, issuer] = [env['APPLE_API_KEY_ID'], env['APPLE_API_ISSUER']];
    if (!env['APPLE_API_KEY'] || !id || !issuer) {
      return { args: [...must, '-c.mac.notarize=false'], env: certificate, signature: 'signed, not notarised' };
    }
    const notary = { APPLE_API_KEY: appleKeyFile, APPLE_API_KEY_ID: id, APPLE_API_ISSUER: issuer };
    return { args: must, env: { ...certificate, ...notary }, signature: 'signed and notarised' };
  }
  if (platform === 'win32' && env['AZURE_CLIENT_SECRET']) {
    const account = options('win.azureSignOptions', {
      endpoint: env['AZURE_SIGNING_ENDPOINT'] ?? '',
      codeSigningAccountName: env['AZURE_SIGNING_ACCOUNT'] ?? '',
      certificateProfileName: env['AZURE_SIGNING_PROFILE'] ?? '',
      publisherName: env['AZURE_SIGNING_PUBLISHER'] ?? '',
    });
    const names = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'];
    const keys = Object.fromEntries(names.map((name) => [name, env[name] ?? '']));
    return { args: [...must, ...account], env: keys, signature: 'signed by Azure Trusted Signing' };
  }
  if (platform === 'win32' && env['WIN_CERTIFICATE']) {
    const certificate = { CSC_LINK: env['WIN_CERTIFICATE'], CSC_KEY_PASSWORD: env['WIN_CERTIFICATE_PASSWORD'] ?? '' };
    return { args: must, env: certificate, signature: 'signed with a certificate' };
  }
  const reason = platform === 'win32' ? 'not signed: no WIN_CERTIFICATE and no AZURE_CLIENT_SECRET' : 'needs none';
  return { args: [], env: {}, signature: reason };
}

/** @param {string} group @param {Readonly<Record<string, string>>} values */
function options(group, values) {
  return Object.entries(values).map(([name, value]) => `-c.${group}.${name}=${value}`);
}
