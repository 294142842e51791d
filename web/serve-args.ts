import { parseArgs } from 'node:util';

export interface ServeOptions {
  readonly address: string;
  readonly port: number;
  /** Virtual drives are listed too. */
  readonly virtual: boolean;
  /** Plain files to be listed as practice drives. */
  readonly practiceFiles: readonly string[];
  readonly demo: { readonly scenario: string; readonly isClockManual: boolean } | null;
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
  const { platform, scenario, clock } = values;
  if (platform !== undefined && platform !== 'fake') {
    return { kind: 'wrong', problem: `--platform "${platform}" is not known; there is "fake"` };
  }
  if (platform === undefined && (scenario !== undefined || clock !== undefined)) {
    return { kind: 'wrong', problem: '--scenario and --clock need --platform fake' };
  }
  if (clock !== undefined && clock !== 'manual' && clock !== 'real') {
    return { kind: 'wrong', problem: `--clock "${clock}" is neither manual nor real` };
  }
  const demo = { scenario: scenario ?? 'three-sticks', isClockManual: clock === 'manual' };
  return {
    kind: 'serve',
    options: {
      address: values.host ?? '127.0.0.1',
      port,
      virtual: values.virtual ?? false,
      practiceFiles: values['practice-file'] ?? [],
      demo: platform === 'fake' ? demo : null,
    },
  };
}

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      virtual: { type: 'boolean' },
      'practice-file': { type: 'string', multiple: true },
      platform: { type: 'string' },
      scenario: { type: 'string' },
      clock: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}
