import { useEffect, useState } from 'react';
import type { RecentImage } from '#contract/methods.ts';
import { formatDay } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { DropIcon, FileIcon } from '../../parts/icons.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { KEY_TARGET } from '../frame/shortcuts.tsx';
import { OtherWays } from './other-ways.tsx';

const RECENT_SHOWN = 4;

/** No image yet: what can be dropped, how else to choose, and what was used last. */
export function EmptyImage({ onChoose }: { readonly onChoose: () => void }) {
  const { t } = useText();
  const { abilities } = useApp().host;
  const canChoose = abilities.canChooseFile || abilities.canBrowse;
  return (
    <div className="drop-zone">
      <DropIcon size={32} />
      <div className="drop-words">
        {abilities.canTakeFile ? <p className="drop-title">{t('image.drop')}</p> : null}
        <p className="muted">{t('image.kinds')}</p>
        {abilities.canTakeFile ? <p className="muted">{t('image.dropChecksum')}</p> : null}
      </div>
      <div className="button-row">
        {canChoose ? (
          <span {...{ [KEY_TARGET]: 'choose' }}>
            <Button look="primary" onPress={onChoose}>
              {t('image.choose')}
            </Button>
          </span>
        ) : null}
        <OtherWays />
      </div>
      <Recent />
    </div>
  );
}

function Recent() {
  const { t, locale } = useText();
  const { host } = useApp();
  const send = useSend();
  const isConnected = useAppState((state) => state.connection === 'connected');
  const [recent, setRecent] = useState<readonly RecentImage[]>([]);
  useEffect(() => {
    if (!isConnected) return;
    let isCurrent = true;
    host.call('image.recent', {}).then(
      (images) => isCurrent && setRecent(images.slice(0, RECENT_SHOWN)),
      () => undefined, // a list of conveniences: without it the page is the same
    );
    return () => {
      isCurrent = false;
    };
  }, [host, isConnected]);
  if (recent.length === 0) return null;
  return (
    <div className="recent">
      <span className="recent-title" id="recent">
        {t('image.recent')}
      </span>
      <ul aria-labelledby="recent">
        {recent.map((image) => (
          <li key={image.path}>
            <Button
              look="quiet"
              size="small"
              icon={<FileIcon />}
              onPress={() => send({ type: 'image.pathGiven', path: image.path })}
            >
              <bdi>{image.name}</bdi>{' '}
              <time className="muted">{formatDay(Date.parse(image.usedAt), Date.now(), locale)}</time>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
