import { toolOutput } from '../tool-output.ts';
import { windowsChildEnvironment } from './child-environment.ts';
import { parseWindowsFacts, type WindowsFacts } from './facts-parse.ts';
import { FACTS_SCRIPT } from './facts-script.ts';
import { powerShellCommand } from './power-shell.ts';
import { systemRoot } from './system-root.ts';

/** A cold start of PowerShell on a busy machine, and a disk that spins up. */
const LIMIT_MS = 30_000;

/** What Windows tells of its disks now. Throws where PowerShell cannot be asked. */
export async function readWindowsFacts(): Promise<WindowsFacts> {
  return parseWindowsFacts(await runPowerShell(FACTS_SCRIPT, LIMIT_MS));
}

/** What a script of ours wrote. Throws an Error with PowerShell's own words. */
export async function runPowerShell(script: string, limitMs: number): Promise<string> {
  const [program, ...args] = powerShellCommand(systemRoot(), script);
  return await toolOutput({ program, args, env: windowsChildEnvironment(process.env), limitMs });
}
