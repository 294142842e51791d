import type { CommandLine } from '../elevation.ts';
import { windowsCommandLine } from './command-line.ts';
import { powerShellCommand, powerShellLiteral, systemProgram } from './power-shell.ts';

/** The person said no in the dialog. Source: Windows error codes, ERROR_CANCELLED. */
export const UAC_CANCELLED = 1223;
/** Before the words of the script about its own trouble: PowerShell may write other things beside them. */
export const UAC_MARK = 'Stickwright: ';
/** The dialog never came: the script itself could not run. No Windows error has this number. */
export const UAC_FAILED = 4242;

/**
 * The command line that asks for administrator rights by the system's own dialog and starts the worker with them. It ends
 * when the worker does, with its exit code; with UAC_CANCELLED after a no, else with the system's error number. Pure.
 *
 * The call is the framework's, not `Start-Process`: that one keeps only a translated text of the error.
 * Source: ShellExecuteExW, verb `runas`; System.ComponentModel.Win32Exception.NativeErrorCode.
 */
export function uacCommand(systemRoot: string, [program, ...args]: CommandLine): CommandLine {
  const script = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
try {
  $start = New-Object System.Diagnostics.ProcessStartInfo
  $start.FileName = ${powerShellLiteral(program)}
  $start.Arguments = ${powerShellLiteral(windowsCommandLine(args))}
  $start.WorkingDirectory = ${powerShellLiteral(systemProgram(systemRoot))}
  $start.Verb = 'runas'
  $start.UseShellExecute = $true
  $start.WindowStyle = 'Hidden'
  $worker = [System.Diagnostics.Process]::Start($start)
  $worker.WaitForExit()
  exit $worker.ExitCode
} catch {
  [Console]::Error.WriteLine('${UAC_MARK}' + $_.Exception.Message)
  for ($cause = $_.Exception; $null -ne $cause; $cause = $cause.InnerException) {
    if ($cause -is [System.ComponentModel.Win32Exception]) { exit $cause.NativeErrorCode }
  }
  exit ${UAC_FAILED}
}
`;
  return powerShellCommand(systemRoot, script);
}

/** What a person can paste into PowerShell to run these words as administrator, in a window of their own. Pure. */
export function asWindowsAdministrator([program, ...args]: CommandLine): string {
  const start = `Start-Process -Verb RunAs -FilePath ${powerShellLiteral(program)}`;
  return args.length === 0 ? start : `${start} -ArgumentList ${powerShellLiteral(windowsCommandLine(args))}`;
}
