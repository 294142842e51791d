import { useEffect, useState } from 'react';
import type { BrowseRoot } from '#contract/methods.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { useApp } from '../../state/app-context.tsx';

/** Places worth offering first; names of volumes are shown as they are, known places in words. */
export function BrowseRoots({ onOpen }: { readonly onOpen: (path: string) => void }) {
  const { t } = useText();
  const { host } = useApp();
  const [roots, setRoots] = useState<readonly BrowseRoot[]>([]);
  useEffect(() => {
    let isCurrent = true;
    host.call('image.roots', {}).then(
      (found) => isCurrent && setRoots(found),
      () => undefined, // without shortcuts the folders are still there
    );
    return () => {
      isCurrent = false;
    };
  }, [host]);
  if (roots.length === 0) return null;
  return (
    <ul className="browse-roots" aria-label={t('files.places')}>
      {roots.map(({ path, name, kind }) => (
        <li key={path}>
          <Button size="small" onPress={() => onOpen(path)}>
            {kind === 'volume' || kind === 'images' ? <bdi>{name}</bdi> : t(`files.root.${kind}`)}
          </Button>
        </li>
      ))}
    </ul>
  );
}
