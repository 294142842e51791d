/** The person typed q: an ending of its own, not an error. */
export class Quit extends Error {
  override readonly name = 'Quit';
}

/** The answer without blanks around it; throws Quit for q. */
export function answerOf(typed: string): string {
  const answer = typed.normalize('NFKC').trim();
  if (/^(q|quit|exit)$/i.test(answer)) throw new Quit();
  return answer;
}
