/**
 * The one text that Windows hands a program as its command line, made so that the program gets exactly these arguments.
 * Pure. Throws for a NUL, which no command line can hold.
 *
 * Source: Microsoft C runtime, "Parsing C command-line arguments"; `CommandLineToArgvW`.
 */
export function windowsCommandLine(args: readonly string[]): string {
  return args.map(quoteArgument).join(' ');
}

function quoteArgument(argument: string): string {
  if (argument.includes('\0')) throw new Error('An argument cannot hold a NUL');
  if (/^[^\s"]+$/u.test(argument)) return argument;
  // backslashes count only where a quote follows: there they are doubled, and the quote gets one of its own
  const escaped = argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1');
  return `"${escaped}"`;
}
