const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof CODES;

/** Gives text a look, or leaves it alone where the terminal has none. Colour never says anything alone. */
export type Paint = (colour: Colour, text: string) => string;

export function makePaint(hasColours: boolean): Paint {
  if (!hasColours) return (_colour, text) => text;
  return (colour, text) => (text === '' ? '' : `\u001b[${CODES[colour]}m${text}\u001b[0m`);
}

const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/✓/gu, 'OK'],
  [/✗/gu, 'X'],
  [/…/gu, '..'],
  [/[█━]/gu, '#'],
  [/[░─]/gu, '-'],
  [/[·–]/gu, '-'],
];

/** The same text for terminals without ticks, dots and blocks. */
export function plainSymbols(text: string): string {
  return PLAIN.reduce((so, [symbol, plain]) => so.replace(symbol, plain), text);
}
