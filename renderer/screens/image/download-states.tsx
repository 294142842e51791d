import { useId, useState } from 'react';
import type { ImageState } from '#contract/session.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { ImageIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useSend } from '../../state/app-context.tsx';
import { leftWords } from '../../state/left-words.ts';
import { FailureView } from '../failure/failure-view.tsx';

type StateOf<S extends ImageState['state']> = Extract<ImageState, { state: S }>;

function Title({ name }: { readonly name: string }) {
  return (
    <div className="image-title">
      <ImageIcon size={24} />
      <h3>
        <bdi>{name}</bdi>
      </h3>
    </div>
  );
}

/** An address is being looked at. */
export function FetchingCard({ image }: { readonly image: StateOf<'fetchingHead'> }) {
  const { t } = useText();
  const send = useSend();
  return (
    <div className="card image-card">
      <Title name={image.name} />
      <div className="image-progress">
        <ProgressBar label={t('url.looking')} percent={null} valueText={t('progress.working')} />
        <div className="image-progress-foot">
          <p className="muted" role="status">
            {t('url.looking')}
          </p>
          <Button size="small" onPress={() => send({ type: 'image.cleared' })}>
            {t('action.cancel')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** What the server has, and where it would go. Nothing more goes online before the button. */
export function OfferCard({ image }: { readonly image: StateOf<'downloadOffered'> }) {
  const { t, show } = useText();
  const send = useSend();
  const { file, canStream, expected } = image;
  const [isKept, setIsKept] = useState(true);
  const [folder, setFolder] = useState(image.folder);
  const id = useId();
  const size = file.sizeBytes === null ? t('url.sizeUnknown') : show({ sizeBytes: file.sizeBytes });
  const keeps = isKept || !canStream;
  return (
    <div className="card image-card">
      <Title name={file.name} />
      <Facts>
        <Fact name={t('url.address')}>
          <bdi className="url-text">{file.address}</bdi>
        </Fact>
        <Fact name={t('url.size')}>
          {size} · {t(file.canResume ? 'url.canResume' : 'url.cannotResume')}
        </Fact>
        <Fact name={t('image.checksum')}>
          {t(expected === null ? 'url.nothingExpected' : keeps ? 'url.expectedKept' : 'url.expectedStream')}
        </Fact>
      </Facts>
      {!file.isSecure && expected === null ? <Notice tone="warning">{t('url.insecure')}</Notice> : null}
      <div className="url-keep">
        {canStream ? (
          <label className="url-keep-choice" htmlFor={id}>
            <Checkbox id={id} isChecked={isKept} onChange={setIsKept} />
            <span>
              {t('url.keep')}
              <span className="muted small">{t('url.keepHelp')}</span>
            </span>
          </label>
        ) : (
          <p className="muted">{t('url.mustKeep')}</p>
        )}
        {keeps ? <TextField label={t('url.folder')} value={folder} onChange={setFolder} /> : null}
      </div>
      <div className="image-progress-foot url-actions">
        <Button onPress={() => send({ type: 'image.cleared' })}>{t('action.cancel')}</Button>
        <Button
          look="primary"
          onPress={() =>
            send({ type: 'download.asked', folder: keeps ? folderOf(folder, image.folder) : null, isKept: keeps })
          }
        >
          {t(keeps ? 'url.download' : 'url.stream')}
        </Button>
      </div>
    </div>
  );
}

/** An empty field means the folder that was offered. */
function folderOf(typed: string, offered: string): string {
  return typed.trim() === '' ? offered : typed.trim();
}

/** Bytes, speed and time left of a download; it can be paused. */
export function DownloadingCard({ image }: { readonly image: StateOf<'downloading'> }) {
  const { t, show, say } = useText();
  const send = useSend();
  const { file, doneBytes, totalBytes, how, speedBytesPerSec, etaMs } = image;
  const percent = totalBytes === null || totalBytes === 0 ? null : (doneBytes / totalBytes) * 100;
  const words = t(`download.how.${how}`);
  const amount =
    totalBytes === null
      ? show({ sizeBytes: doneBytes })
      : t('image.copied', { done: { sizeBytes: doneBytes }, total: { sizeBytes: totalBytes } });
  const speed = speedBytesPerSec === null ? null : show({ speedBytesPerSec });
  const leftIn = leftWords({ leftMs: etaMs, checkMs: null });
  const left = leftIn === null ? null : say(leftIn);
  return (
    <div className="card image-card">
      <Title name={file.name} />
      <div className="image-progress">
        <p className="number">
          {percent === null ? words : t('download.progress', { how: words, percent: Math.floor(percent) })}
        </p>
        <ProgressBar
          label={words}
          percent={percent}
          valueText={[amount, left].filter((part) => part !== null).join(', ')}
          tone={how === 'waiting' ? 'idle' : 'write'}
          size="large"
        />
        <div className="image-progress-foot">
          <p className="muted small number">{[amount, speed, left].filter((part) => part !== null).join(' · ')}</p>
          <span className="button-row">
            <Button size="small" onPress={() => send({ type: 'download.pauseAsked' })}>
              {t('download.pause')}
            </Button>
            <Button size="small" onPress={() => send({ type: 'image.cleared' })}>
              {t('download.cancel')}
            </Button>
          </span>
        </div>
      </div>
    </div>
  );
}

/** A download that stopped: by the person, or because it could not go on. */
export function PausedCard({ image }: { readonly image: StateOf<'downloadPaused'> }) {
  const { t, show } = useText();
  const send = useSend();
  const { file, doneBytes, totalBytes, failure, folder } = image;
  const amount =
    totalBytes === null
      ? show({ sizeBytes: doneBytes })
      : t('image.copied', { done: { sizeBytes: doneBytes }, total: { sizeBytes: totalBytes } });
  const actions = (
    <span className="button-row">
      <Button look="primary" onPress={() => send({ type: 'download.asked', folder, isKept: true })}>
        {t('download.goOn')}
      </Button>
      <Button onPress={() => send({ type: 'image.cleared' })}>{t('download.cancel')}</Button>
    </span>
  );
  if (failure !== null) {
    return (
      <div className="card image-card image-rejected">
        <FailureView failure={failure} subject={file.name} level={3} actions={actions} />
        <p className="muted small number">{t('download.kept', { amount })}</p>
      </div>
    );
  }
  const percent = totalBytes === null || totalBytes === 0 ? null : (doneBytes / totalBytes) * 100;
  return (
    <div className="card image-card">
      <Title name={file.name} />
      <div className="image-progress">
        <p>{t('download.paused')}</p>
        {percent === null ? null : (
          <ProgressBar label={t('download.paused')} percent={percent} valueText={amount} tone="idle" size="large" />
        )}
        <div className="image-progress-foot">
          <p className="muted small number">{amount}</p>
          {actions}
        </div>
      </div>
    </div>
  );
}
