/** A computer of scripted drives instead of the real one. */
export interface DemoOptions {
  readonly scenario: string;
  /** Its time stands still until it is moved. */
  readonly isClockManual: boolean;
}

/** What is under the app, as the command line asks for it. */
export interface GroundOptions {
  /** Virtual drives are listed too. */
  readonly virtual: boolean;
  /** Plain files to be listed as practice drives. */
  readonly practiceFiles: readonly string[];
  readonly demo: DemoOptions | null;
}

/** The options for `parseArgs` that both hosts with a page have. */
export const groundArgs = {
  virtual: { type: 'boolean' },
  'practice-file': { type: 'string', multiple: true },
  platform: { type: 'string' },
  scenario: { type: 'string' },
  clock: { type: 'string' },
} as const;

interface GroundValues {
  readonly virtual?: boolean | undefined;
  readonly 'practice-file'?: string[] | undefined;
  readonly platform?: string | undefined;
  readonly scenario?: string | undefined;
  readonly clock?: string | undefined;
}

/** What the values of `groundArgs` mean; a sentence where that is unclear. */
export function groundOptions(values: GroundValues): GroundOptions | string {
  const { platform, scenario, clock } = values;
  if (platform !== undefined && platform !== 'fake') return `--platform "${platform}" is not known; there is "fake"`;
  if (platform === undefined && (scenario !== undefined || clock !== undefined)) {
    return '--scenario and --clock need --platform fake';
  }
  if (clock !== undefined && clock !== 'manual' && clock !== 'real') {
    return `--clock "${clock}" is neither manual nor real`;
  }
  const demo = { scenario: scenario ?? 'three-sticks', isClockManual: clock === 'manual' };
  return {
    virtual: values.virtual ?? false,
    practiceFiles: values['practice-file'] ?? [],
    demo: platform === 'fake' ? demo : null,
  };
}
