import { cleanText } from '#engine/index.ts';
import type { CatalogueCommand } from '../args.ts';
import { EXIT_DONE } from '../exit-code.ts';
import { loadCatalogue } from '../remote/load-catalogue.ts';
import type { Session } from '../session.ts';
import { makeSpeaker } from '../terminal/speaker.ts';
import { displayWidth, padToWidth } from '../text/display-width.ts';
import { en } from '../text/en.ts';

/** `stickwright catalogue`: the images that `download NAME` knows. Goes online only for the address of another list. */
export async function catalogue(session: Session, { listPlace, isJson }: CatalogueCommand): Promise<number> {
  const { entries, issued, isRefreshed, furtherLists } = await loadCatalogue(session, listPlace);
  for (const entry of entries) session.emit({ event: 'catalogue-entry', entry });
  if (isJson) return EXIT_DONE;
  const out = makeSpeaker(session.io, 'stdout');
  const idColumns = Math.max(0, ...entries.map(({ id }) => id.length));
  const nameColumns = Math.max(0, ...entries.map(({ name }) => displayWidth(cleanText(name))));
  for (const { id, name, architecture, get, page } of entries) {
    const how = get.kind === 'page' ? en.catalogueFrom(page ?? '') : (architecture ?? '');
    out.line(`${padToWidth(id, idColumns)}  ${padToWidth(cleanText(name), nameColumns)}  ${how}`);
  }
  out.line();
  out.line(issued === null ? en.catalogueOther(furtherLists) : en.catalogueDate(issued, isRefreshed));
  return EXIT_DONE;
}
