import { win32 } from 'node:path';
import type { CommandLine } from '../elevation.ts';

/** Places of Windows itself, never found by PATH: a folder on it may belong to anyone. */
export function systemProgram(systemRoot: string, ...parts: readonly string[]): string {
  return win32.join(systemRoot, 'System32', ...parts);
}

/**
 * The command line that runs a PowerShell script without profile, prompt or window. The script goes as base64 of UTF-16,
 * so that nothing on the way reads any of its characters. Pure.
 *
 * Source: about_PowerShell_exe (5.1), `-EncodedCommand`.
 */
export function powerShellCommand(systemRoot: string, script: string): CommandLine {
  return [
    systemProgram(systemRoot, 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-WindowStyle',
    'Hidden',
    '-EncodedCommand',
    Buffer.from(script, 'utf16le').toString('base64'),
  ];
}

/**
 * A text as a PowerShell literal: nothing in it is expanded. PowerShell ends such a literal at any of five quotation marks,
 * the typographic ones too; each is doubled. Pure. Throws for a NUL.
 *
 * Source: about_Quoting_Rules; PowerShell language specification 2.3.5.2, `single-quote-character`.
 */
export function powerShellLiteral(text: string): string {
  if (text.includes('\0')) throw new Error('A PowerShell literal cannot hold a NUL');
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}
