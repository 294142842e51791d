import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DropIcon } from '../../parts/icons.tsx';
import { useApp, useAppState } from '../../state/app-context.tsx';
import { isJobRunning } from '../../state/screen-of.ts';
import { type Dropped, sortDropped } from './dropped-files.ts';
import './image.css';
import { takeFiles } from './take-files.ts';

/** The whole window takes files; while one hangs over it, a frame says what will happen. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const { t } = useText();
  const app = useApp();
  const isBusy = useAppState(isJobRunning);
  // elements below fire leave and enter in pairs: the drag is over when all were left
  const depth = useRef(0);
  const [isOver, setIsOver] = useState(false);
  const [choices, setChoices] = useState<Dropped<File> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const end = () => {
    depth.current = 0;
    setIsOver(false);
  };
  const drop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    end();
    if (isBusy || !app.host.abilities.canTakeFile) return;
    const isFolder = [...event.dataTransfer.items].some((item) => item.webkitGetAsEntry()?.isDirectory === true);
    setProblem(isFolder ? t('image.noFolders') : null);
    if (isFolder) return;
    const dropped = sortDropped([...event.dataTransfer.files]);
    if (dropped.images.length > 1) setChoices(dropped);
    else void takeFiles(app, dropped.images[0] ?? null, dropped);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of several; buttons do the same
    <div
      className="app"
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current += 1;
        setIsOver(true);
      }}
      onDragOver={(event) => {
        if (hasFiles(event)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (!hasFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) end();
      }}
      onDrop={drop}
    >
      {children}
      {isOver ? (
        <div className="drop-frame" aria-hidden="true">
          <p>
            <DropIcon size={28} />
            {isBusy ? t('image.noDropNow') : t('image.dropHere')}
          </p>
        </div>
      ) : null}
      <Dialog
        title={t('error.IMAGE_NOT_A_FILE.title')}
        isOpen={problem !== null}
        onClose={() => setProblem(null)}
        actions={
          <Button autoFocus onPress={() => setProblem(null)}>
            {t('action.close')}
          </Button>
        }
      >
        <p>{problem}</p>
      </Dialog>
      <Dialog
        title={t('image.whichOne')}
        isOpen={choices !== null}
        onClose={() => setChoices(null)}
        actions={
          <Button autoFocus onPress={() => setChoices(null)}>
            {t('action.cancel')}
          </Button>
        }
      >
        <p>{t('image.whichText')}</p>
        <ul className="which-list">
          {choices?.images.map((file) => (
            <li key={`${file.name} ${file.size} ${file.lastModified}`}>
              <Button
                onPress={() => {
                  setChoices(null);
                  void takeFiles(app, file, choices);
                }}
              >
                <bdi>{shownName(file.name)}</bdi>
              </Button>
            </li>
          ))}
        </ul>
      </Dialog>
    </div>
  );
}

/** On one line, in one direction: what the host shows of it later. */
function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes('Files');
}
