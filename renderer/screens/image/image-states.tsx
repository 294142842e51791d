import type { ImageState } from '#contract/session.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { ImageIcon } from '../../parts/icons.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { FailureView } from '../failure/failure-view.tsx';

type StateOf<S extends ImageState['state']> = Extract<ImageState, { state: S }>;

/** The bytes of a dropped file on their way to the computer with the drives. */
export function UploadingCard({ image }: { readonly image: StateOf<'uploading'> }) {
  const { t } = useText();
  const send = useSend();
  const machine = useAppState(({ info }) => info?.machineName ?? '');
  const percent = image.totalBytes === 0 ? 0 : (image.doneBytes / image.totalBytes) * 100;
  const words = t('image.copyingProgress', { host: machine, percent: Math.floor(percent) });
  return (
    <div className="card image-card">
      <div className="image-title">
        <ImageIcon size={24} />
        <h3>
          <bdi>{image.name}</bdi>
        </h3>
      </div>
      <div className="image-progress">
        <p className="number">{words}</p>
        <ProgressBar label={t('image.copying', { host: machine })} percent={percent} valueText={words} size="large" />
        <div className="image-progress-foot">
          <p className="muted small number">
            {t('image.copied', { done: { sizeBytes: image.doneBytes }, total: { sizeBytes: image.totalBytes } })}
          </p>
          <Button size="small" onPress={() => send({ type: 'image.cleared' })}>
            {t('image.cancelCopy')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The card is there at once with the name; the lines come when the image was looked at. */
export function InspectingCard({ image }: { readonly image: StateOf<'inspecting'> }) {
  const { t } = useText();
  const send = useSend();
  return (
    <div className="card image-card">
      <div className="image-title">
        <ImageIcon size={24} />
        <h3>
          <bdi>{image.name}</bdi>
        </h3>
      </div>
      <div className="image-progress">
        <ProgressBar label={t('image.looking')} percent={null} valueText={t('progress.working')} />
        <div className="image-progress-foot">
          <p className="muted" role="status">
            {t('image.looking')}
          </p>
          <Button size="small" onPress={() => send({ type: 'image.cleared' })}>
            {t('action.cancel')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** Why an image cannot be used, and what to do. */
export function RejectedCard({ image }: { readonly image: StateOf<'rejected'> }) {
  const { t } = useText();
  const send = useSend();
  const canLookAgain = image.failure.code === 'IMAGE_CHANGED';
  return (
    <div className="card image-card image-rejected">
      <FailureView
        failure={image.failure}
        subject={image.name}
        level={3}
        actions={
          canLookAgain ? (
            <Button onPress={() => send({ type: 'image.pathGiven', path: image.path })}>{t('image.lookAgain')}</Button>
          ) : undefined
        }
      />
    </div>
  );
}
