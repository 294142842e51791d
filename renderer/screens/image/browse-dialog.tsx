import { useEffect, useState } from 'react';
import type { AppFailure } from '#contract/errors.ts';
import type { BrowsedFile, FolderListing } from '#contract/methods.ts';
import { failureOf } from '../../host/page-host.ts';
import { formatDay } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { BackIcon, FileIcon, FolderIcon } from '../../parts/icons.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { failureWords } from '../../state/failure-words.ts';
import { BrowseRoots } from './browse-roots.tsx';

interface BrowseDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Folders of the computer the drives are plugged into; only what looks like an image is listed. */
export function BrowseDialog({ isOpen, onClose }: BrowseDialogProps) {
  const { t } = useText();
  const send = useSend();
  const machine = useAppState(({ info }) => info?.machineName ?? '');
  const [chosen, setChosen] = useState<BrowsedFile | null>(null);
  const use = (file: BrowsedFile) => {
    onClose();
    setChosen(null);
    send({ type: 'image.pathGiven', path: file.path });
  };
  return (
    <Dialog
      title={t('files.title', { host: machine })}
      isOpen={isOpen}
      onClose={onClose}
      width="wide"
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {t('action.cancel')}
          </Button>
          <Button look="primary" isDisabled={chosen === null} onPress={() => chosen !== null && use(chosen)}>
            {t('files.use')}
          </Button>
        </>
      }
    >
      <FolderView chosen={chosen} onChoose={setChosen} onUse={use} />
    </Dialog>
  );
}

interface FolderViewProps {
  readonly chosen: BrowsedFile | null;
  readonly onChoose: (file: BrowsedFile | null) => void;
  readonly onUse: (file: BrowsedFile) => void;
}

function FolderView({ chosen, onChoose, onUse }: FolderViewProps) {
  const { t, say } = useText();
  const { host } = useApp();
  const [folder, setFolder] = useState<string | null>(null);
  const [listing, setListing] = useState<FolderListing | null>(null);
  const [failure, setFailure] = useState<AppFailure | null>(null);
  useEffect(() => {
    let isCurrent = true;
    host.call('image.browse', { folder }).then(
      (found) => {
        if (!isCurrent) return;
        setListing(found);
        setFailure(null);
      },
      (reason: unknown) => isCurrent && setFailure(failureOf(reason, 'image.browse')),
    );
    return () => {
      isCurrent = false;
    };
  }, [host, folder]);
  const open = (path: string) => {
    onChoose(null);
    setFolder(path);
  };
  return (
    <div className="browse">
      <BrowseRoots onOpen={open} />
      <div className="browse-path">
        <Button
          size="small"
          icon={<BackIcon />}
          isDisabled={listing?.parent == null}
          onPress={() => listing?.parent != null && open(listing.parent)}
        >
          {t('files.up')}
        </Button>
        <bdi className="mono">{listing?.folder.path ?? ''}</bdi>
      </div>
      {failure === null ? null : (
        <p className="danger-text" role="alert">
          {say(failureWords(failure).happened)}
        </p>
      )}
      {listing === null ? (
        <p className="muted browse-empty">{t('files.loading')}</p>
      ) : (
        <Entries listing={listing} chosen={chosen} onOpen={open} onChoose={onChoose} onUse={onUse} />
      )}
      {listing?.isCut === true ? (
        <p className="muted small">{t('files.cut', { count: listing.folders.length + listing.files.length })}</p>
      ) : null}
    </div>
  );
}

interface EntriesProps extends FolderViewProps {
  readonly listing: FolderListing;
  readonly onOpen: (path: string) => void;
}

function Entries({ listing, chosen, onOpen, onChoose, onUse }: EntriesProps) {
  const { t, show, locale } = useText();
  const files = listing.files.filter(({ isLikelyImage }) => isLikelyImage);
  if (listing.folders.length === 0 && files.length === 0)
    return <p className="muted browse-empty">{t('files.empty')}</p>;
  return (
    <ul className="browse-list" aria-label={t('files.folder')}>
      {listing.folders.map(({ path, name }) => (
        <li key={path}>
          <button
            type="button"
            className="browse-row"
            aria-label={t('files.openFolder', { name })}
            onClick={() => onOpen(path)}
          >
            <FolderIcon />
            <bdi className="browse-name">{name}</bdi>
          </button>
        </li>
      ))}
      {files.map((file) => (
        <li key={file.path}>
          <button
            type="button"
            className="browse-row"
            aria-pressed={chosen?.path === file.path}
            onClick={() => onChoose(file)}
            onDoubleClick={() => onUse(file)}
          >
            <FileIcon />
            <bdi className="browse-name">{file.name}</bdi>
            <time className="browse-date muted">{formatDay(file.modifiedAtMs, Date.now(), locale)}</time>
            <span className="browse-size number">{show({ sizeBytes: file.sizeBytes })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
