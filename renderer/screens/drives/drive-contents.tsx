import { useId } from 'react';
import type { ContentsEntry, DriveContents as Contents, VolumeContents } from '#contract/contents.ts';
import type { Drive } from '#contract/drive.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { EyeIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import type { ContentsState } from '../../state/app-state.ts';
import { canLookAt, lookingWords, shownWords, volumeContentsWords } from '../../state/contents-words.ts';
import { failureWords } from '../../state/failure-words.ts';
import './drive-contents.css';

interface DriveContentsProps {
  readonly drive: Drive;
  readonly isDisabled?: boolean;
}

/** Shows the files on a drive when asked for; nothing where that would be refused. One button leads through all states. */
export function DriveContents({ drive, isDisabled = false }: DriveContentsProps) {
  const { t } = useText();
  const send = useSend();
  const shown = useAppState(({ contents }) => contents[drive.id] ?? null);
  const isOtherBusy = useAppState(({ session }) => session?.look != null && session.look.driveId !== drive.id);
  const noteId = useId();
  if (!canLookAt(drive)) return null;
  const driveId = drive.id;
  const { name } = drive;
  const press = () => {
    if (shown?.state === 'looking') send({ type: 'contents.stopAsked' });
    else send({ type: shown?.state === 'shown' ? 'contents.hidden' : 'contents.asked', driveId });
  };
  const label =
    shown?.state === 'looking'
      ? t('contents.stopOf', { name })
      : t(shown?.state === 'shown' ? 'contents.hideOf' : 'contents.showOf', { name });
  return (
    <div className="drive-contents">
      <div className="contents-ask">
        <Button
          size="small"
          look="quiet"
          icon={<EyeIcon size={16} />}
          label={label}
          describedBy={noteId}
          isDisabled={isDisabled || (isOtherBusy && shown?.state !== 'shown')}
          onPress={press}
        >
          {t(
            shown?.state === 'looking' ? 'contents.stop' : shown?.state === 'shown' ? 'contents.hide' : 'contents.show',
          )}
        </Button>
        <span className="muted small" id={noteId}>
          {shown === null ? t('contents.note') : ''}
        </span>
        <Status driveId={driveId} shown={shown} />
      </div>
      {shown?.state === 'failed' ? <Failed state={shown} name={name} /> : null}
      {shown?.state === 'shown' ? <Volumes contents={shown.contents} name={name} /> : null}
    </div>
  );
}

/** Always there, so that what changes in it is read out. */
function Status({ driveId, shown }: { readonly driveId: string; readonly shown: ContentsState | null }) {
  const { say } = useText();
  const look = useAppState(({ session }) => session?.look ?? null);
  const isLooking = shown?.state === 'looking';
  const words = isLooking ? lookingWords(look, driveId) : shown?.state === 'shown' ? shownWords(shown.contents) : null;
  return (
    <span role="status" className={isLooking ? 'small' : 'visually-hidden'}>
      {words === null ? '' : say(words)}
    </span>
  );
}

function Failed({
  state,
  name,
}: {
  readonly state: Extract<ContentsState, { state: 'failed' }>;
  readonly name: string;
}) {
  const { say } = useText();
  const { title, happened, todo, command } = failureWords(state.failure, { drive: name });
  return (
    <div role="alert">
      <Notice tone="warning">
        <p>
          <strong>{say(title)}</strong>
        </p>
        <p>{[happened, ...todo].map(say).join(' ')}</p>
        {command === null ? null : <p className="mono">{command}</p>}
      </Notice>
    </div>
  );
}

function Volumes({ contents, name }: { readonly contents: Contents; readonly name: string }) {
  const { t, say } = useText();
  const { table, volumes, hasMore } = contents;
  if (table === 'damaged' || volumes.length === 0) return <p className="small">{say(shownWords(contents))}</p>;
  return (
    <>
      <ul className="contents-volumes" aria-label={t('contents.listOf', { name })}>
        {volumes.map((volume) => (
          <li key={`${volume.partition}-${volume.state}`}>
            <Volume volume={volume} />
          </li>
        ))}
      </ul>
      {hasMore ? <p className="small muted">{t('contents.moreVolumes')}</p> : null}
    </>
  );
}

function Volume({ volume }: { readonly volume: VolumeContents }) {
  const { t, say } = useText();
  const { partition } = volume;
  const place = partition === 0 ? t('contents.whole') : t('contents.partition', { number: partition });
  return (
    <>
      <p>
        <span className="muted">{place}</span> <bdi>{say(volumeContentsWords(volume))}</bdi>
      </p>
      {volume.state === 'read' ? <Entries volume={volume} place={place} /> : null}
    </>
  );
}

function Entries({
  volume,
  place,
}: {
  readonly volume: Extract<VolumeContents, { state: 'read' }>;
  readonly place: string;
}) {
  const { t } = useText();
  const { entries, hasMore } = volume;
  if (entries.length === 0) return <p className="small muted">{t(hasMore ? 'contents.more' : 'contents.empty')}</p>;
  return (
    // a long list scrolls by itself, also by keyboard
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus to be scrolled by keys
    <section className="contents-files" aria-label={t('contents.filesOf', { place })} tabIndex={0}>
      <ul>
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names that were cleaned may be equal
          <Entry key={index} entry={entry} />
        ))}
      </ul>
      {hasMore ? <p className="small muted">{t('contents.more')}</p> : null}
    </section>
  );
}

function Entry({ entry }: { readonly entry: ContentsEntry }) {
  const { t, show } = useText();
  const { name, kind, sizeBytes } = entry;
  const size = kind !== 'file' ? '' : sizeBytes === null ? t('contents.sizeUnknown') : show({ sizeBytes });
  return (
    <li>
      <bdi>{name}</bdi>
      <span className="muted number">{kind === 'folder' ? t('contents.folder') : size}</span>
    </li>
  );
}
