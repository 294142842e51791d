import type { Drive } from '#contract/drive.ts';
import { powerShellLiteral } from './power-shell.ts';
import { runPowerShell } from './read-facts.ts';

/** The shell waits for programs to let go, and shows a message of its own where they do not. */
const LIMIT_MS = 60_000;
const LETTER = /^[A-Za-z]:\\$/;

/**
 * Ejects a drive as the menu of Explorer does, which an ordinary user may. A drive without a letter has nothing mounted.
 * Throws an Error where it is still there after 15 s.
 *
 * Source: Microsoft, Shell.Application, `NameSpace(17)` is "This PC", canonical verb `Eject`.
 */
export async function ejectWithOwnRights({ partitions, isVirtual }: Drive): Promise<void> {
  const letters = partitions.flatMap(({ mountPoints }) => mountPoints).filter((mount) => LETTER.test(mount));
  const [first] = letters;
  if (isVirtual || first === undefined) return;
  await runPowerShell(ejectScript(first), LIMIT_MS);
}

/** Pure. All volumes of one drive go with it, so one letter is enough. */
export function ejectScript(letter: string): string {
  const root = powerShellLiteral(letter);
  return `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$drive = (New-Object -ComObject Shell.Application).NameSpace(17).ParseName(${root})
$drive.InvokeVerb('Eject')
for ($tries = 0; $tries -lt 60; $tries += 1) {
  if (-not (Test-Path -LiteralPath ${root})) { exit 0 }
  Start-Sleep -Milliseconds 250
}
[Console]::Error.WriteLine('Windows did not eject ' + ${root})
exit 1
`;
}
