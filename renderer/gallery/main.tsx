import { createRoot } from 'react-dom/client';
import { APPEARANCES, LANGUAGES, type Settings } from '#contract/settings.ts';
import { makeMemoryHost } from '../host/memory-host.ts';
import { translatorFor } from '../i18n/text-context.tsx';
import { Root } from '../screens/frame/root.tsx';
import type { AppState } from '../state/app-state.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import type { Scene } from './scene.ts';
import { CONTENTS_SCENES } from './scenes-contents.ts';
import { DOWNLOAD_SCENES } from './scenes-download.ts';
import { JOB_SCENES } from './scenes-job.ts';
import { PAGE_SCENES } from './scenes-page.ts';
import { PLACE_SCENES } from './scenes-places.ts';

/** One scene, as the query says: `?scene=job-writing&lang=ja&theme=dark`. Without a scene: the list of all. */
const query = new URLSearchParams(location.search);
const scenes = [...PAGE_SCENES, ...CONTENTS_SCENES, ...DOWNLOAD_SCENES, ...JOB_SCENES, ...PLACE_SCENES];
const element = document.getElementById('root');
if (element === null) throw new Error('The page has no element "root"');
const root = createRoot(element);
const scene = scenes.find(({ name }) => name === query.get('scene'));

if (scene === undefined) {
  root.render(
    <ul id="scenes">
      {scenes.map(({ name }) => (
        <li key={name}>
          <a href={`?scene=${name}`}>{name}</a>
        </li>
      ))}
    </ul>,
  );
} else {
  show(scene);
}

function show({ state, answers, abilities, isRefused, isDragging, press }: Scene): void {
  const settings: Partial<Settings> = {
    language: LANGUAGES.find((language) => language === query.get('lang')) ?? 'en',
    appearance: APPEARANCES.find((appearance) => appearance === query.get('theme')) ?? 'light',
  };
  document.documentElement.dataset.theme = settings.appearance ?? 'light';
  document.documentElement.lang = settings.language ?? 'en';
  const { session } = state;
  const initial: AppState = {
    ...state,
    session: session === null ? null : { ...session, settings: { ...session.settings, ...settings } },
  };
  const host = makeMemoryHost({
    abilities,
    session: initial.session,
    drives: initial.drives,
    job: initial.job,
    connection: initial.connection === 'connecting' ? 'lost' : initial.connection,
    answers: initial.info === null ? {} : answers,
  });
  root.render(<Root host={isRefused ? null : host} initial={initial} />);
  void act(press, isDragging, settings.language === 'ja' ? 'ja' : 'en');
}

/** Presses what the scene wants pressed, then says that it is ready to be looked at. */
async function act(press: Scene['press'], isDragging: boolean, language: 'en' | 'ja'): Promise<void> {
  await settled();
  const { t } = translatorFor(query.get('lang') === 'pseudo' ? 'pseudo' : language);
  for (const key of press) {
    const words = t(key as 'job.stop');
    const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === words);
    if (button === undefined) throw new Error(`No button "${words}"`);
    button.click();
    await settled();
  }
  if (isDragging) {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'image.iso'));
    document.querySelector('.app')?.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer }));
    await settled();
  }
  document.documentElement.dataset.ready = 'true';
}

/** Long enough for answers of the memory host, the words after 300 ms, and fades. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 350));
}
