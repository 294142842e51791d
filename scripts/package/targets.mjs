// The systems and processors that installers are made for, by the names electron-builder gives them (${os}-${arch}).

/**
 * @typedef {object} Target
 * @property {'linux' | 'mac' | 'win'} system
 * @property {'x64' | 'arm64'} arch
 * @property {'linux' | 'darwin' | 'win32'} platform  Node's name of the system
 */

/** @type {readonly Target[]} */
export const targets = [
  { system: 'linux', arch: 'x64', platform: 'linux' },
  { system: 'linux', arch: 'arm64', platform: 'linux' },
  { system: 'mac', arch: 'x64', platform: 'darwin' },
  { system: 'mac', arch: 'arm64', platform: 'darwin' },
  { system: 'win', arch: 'x64', platform: 'win32' },
  { system: 'win', arch: 'arm64', platform: 'win32' },
];

/** @param {Target} target */
export const targetName = ({ system, arch }) => `${system}-${arch}`;

/** @param {string} name @returns {Target} */
export function parseTarget(name) {
  const found = targets.find((target) => targetName(target) === name);
  if (found === undefined) {
    throw new Error(`No target "${name}". Targets: ${targets.map(targetName).join(', ')}`);
  }
  return found;
}

/** The system this runs on. @returns {Target} */
export function hostTarget() {
  const found = targets.find(({ platform, arch }) => platform === process.platform && arch === process.arch);
  if (found === undefined) throw new Error(`Stickwright is not packaged for ${process.platform}-${process.arch}`);
  return found;
}
