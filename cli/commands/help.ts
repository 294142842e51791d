import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { helpTexts, isHelpTopic } from '../text/en-help.ts';
import { usageError } from '../usage-error.ts';
import { EXIT_DONE } from '../exit-code.ts';

/** `stickwright help [COMMAND]`. Throws USAGE for a topic there is no help on. */
export function help(io: Session['io'], topic: string | null): number {
  const name = topic ?? 'overview';
  if (!isHelpTopic(name)) throw usageError('unknown-topic', name);
  makeSpeaker(io, 'stdout').line(helpTexts[name]);
  return EXIT_DONE;
}
