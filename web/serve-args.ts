import { parseArgs } from 'node:util';
import { groundArgs, type GroundOptions, groundOptions } from '#host/ground-options.ts';

export interface ServeOptions extends GroundOptions {
  readonly address: string;
  readonly port: number;
}

export type ServeArgs =
  | { readonly kind: 'serve'; readonly options: ServeOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const PORT_MAX = 65_535;

/** What `stickwright serve` is asked to do. Pure. */
export function parseServeArgs(args: readonly string[]): ServeArgs {
  let values: ReturnType<typeof read>;
  try {
    values = read(args);
  } catch (cause) {
    return { kind: 'wrong', problem: cause instanceof Error ? cause.message : String(cause) };
  }
  if (values.help === true) return { kind: 'help' };
  const port = Number(values.port ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > PORT_MAX) {
    return { kind: 'wrong', problem: `--port "${values.port}" is not a number from 0 to ${PORT_MAX}` };
  }
  const ground = groundOptions(values);
  if (typeof ground === 'string') return { kind: 'wrong', problem: ground };
  return { kind: 'serve', options: { address: values.host ?? '127.0.0.1', port, ...ground } };
}

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      ...groundArgs,
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}
