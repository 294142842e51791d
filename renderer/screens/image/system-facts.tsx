import type { Image } from '#contract/image.ts';
import type { System } from '#contract/system.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Fact } from '../../parts/facts.tsx';
import { Notice } from '../../parts/notice.tsx';
import { editionCountWords, systemTitle, unattendedWords } from '../../state/system-words.ts';

/** What the image is, as its heading: the system it carries where that is known, else its file name. */
export function ImageTitle({ image }: { readonly image: Pick<Image, 'name' | 'system'> }) {
  const { say } = useText();
  return <bdi>{image.system === null ? image.name : say(systemTitle(image.system))}</bdi>;
}

/** For whom and which build it is, and how sure that is. */
export function SystemFacts({ system }: { readonly system: System | null }) {
  const { t, say } = useText();
  if (system === null) return null;
  const { architecture, build, editions, evidence } = system;
  const count = editionCountWords(editions);
  const parts = [architecture === null ? null : t(`arch.${architecture}`), build, count === null ? null : say(count)];
  const known = parts.filter((part) => part !== null);
  if (known.length === 0 && evidence === 'content') return null;
  return (
    <Fact name={t('image.system')}>
      {known.length === 0 ? null : <bdi>{known.join(' · ')}</bdi>}
      {evidence === 'likely' ? <p className="muted small">{t('image.likely')}</p> : null}
    </Fact>
  );
}

/** DANGER in a word of its own: whoever starts a server from it loses a disk without being asked. */
export function UnattendedNotice({ system }: { readonly system: System | null }) {
  const { t, say } = useText();
  if (system?.unattended == null) return null;
  return (
    <Notice tone="danger">
      <strong>{t('unattended.word')}</strong> {t('unattended.danger')} {say(unattendedWords(system.unattended))}
    </Notice>
  );
}
