import { systemRoot } from './system-root.ts';

/** Folders of this person, and facts of the machine, that Node and PowerShell look for. */
const HANDED_ON = [
  'APPDATA',
  'LOCALAPPDATA',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'ProgramData',
  'SystemDrive',
  'TEMP',
  'TMP',
  'USERPROFILE',
];

/**
 * Environment of a child on Windows. Without `SystemRoot` no program there can use the network or cryptography; everything
 * else that changes what a program loads or runs (`PATH`, `PSModulePath`, `NODE_OPTIONS`) is set anew or left out. Pure.
 */
export function windowsChildEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const root = systemRoot(env);
  const known = HANDED_ON.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(known), SystemRoot: root, windir: root, PATH: `${root}\\System32;${root}` };
}
