/** True for a system error with this code. */
export function isErrorOf(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
