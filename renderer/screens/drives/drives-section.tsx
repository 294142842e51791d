import { useEffect, useMemo, useRef, useState } from 'react';
import type { Drive } from '#contract/drive.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { RefreshIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Section } from '../../parts/section.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { isLockedDrive } from '../../state/drive-lock.ts';
import { hasTwins } from '../../state/drive-words.ts';
import { failureWords } from '../../state/failure-words.ts';
import { DriveRow } from './drive-row.tsx';
import './drives.css';
import { PracticeButton } from './practice-button.tsx';
import { useDriveKeys } from './use-drive-keys.ts';

const SHOW_LOOKING_AFTER_MS = 300;

/** Step 2: every drive there is; what is locked says why. */
export function DrivesSection() {
  const { t } = useText();
  const send = useSend();
  const drives = useAppState((state) => state.drives);
  const unlocked = useAppState((state) => state.unlocked);
  const groups = useMemo(
    () => splitDrives(drives.state === 'listed' ? drives.drives : [], unlocked),
    [drives, unlocked],
  );
  const counts =
    drives.state === 'listed' && drives.drives.length > 0
      ? [
          t('drives.canWrite', { count: groups.writable.length }),
          ...(groups.locked.length > 0 ? [t('drives.lockedCount', { count: groups.locked.length })] : []),
        ].join(' · ')
      : undefined;
  return (
    <Section
      id="drives"
      number={2}
      title={t('drives.heading')}
      note={counts}
      action={
        <Button icon={<RefreshIcon />} onPress={() => send({ type: 'drives.rescanAsked' })}>
          {t('action.rescan')}
        </Button>
      }
    >
      <List writable={groups.writable} locked={groups.locked} />
      <div className="drives-foot">
        <p className="muted">{t('drives.hint')}</p>
        <PracticeButton />
      </div>
    </Section>
  );
}

interface Groups {
  readonly writable: readonly Drive[];
  readonly locked: readonly Drive[];
}

function splitDrives(drives: readonly Drive[], unlocked: Readonly<Record<string, string>>): Groups {
  return {
    writable: drives.filter((drive) => !isLockedDrive(drive, unlocked)),
    locked: drives.filter((drive) => isLockedDrive(drive, unlocked)),
  };
}

function List({ writable, locked }: Groups) {
  const { t, say } = useText();
  const send = useSend();
  const drives = useAppState((state) => state.drives);
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = useDriveKeys(list);
  if (drives.state === 'scanning') return <Looking />;
  if (drives.state === 'failed') {
    const words = failureWords(drives.failure);
    return (
      <Notice
        tone="danger"
        actions={
          <Button size="small" onPress={() => send({ type: 'drives.rescanAsked' })}>
            {t('action.rescan')}
          </Button>
        }
      >
        <p>
          <strong>{t('drives.listFailed')}</strong> {say(words.happened)}
        </p>
        <p>{words.todo.map(say).join(' ')}</p>
      </Notice>
    );
  }
  const all = [...writable, ...locked];
  if (all.length === 0) return <p className="card drives-empty">{t('drives.none')}</p>;
  const isUnread = all.every(({ partitionTable }) => partitionTable === 'unknown');
  return (
    <>
      {isUnread ? <Notice tone="warning">{t('drives.contentsUnread')}</Notice> : null}
      {hasTwins(all) ? <Notice tone="info">{t('drives.twins')}</Notice> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys inside act on the focused row's own controls */}
      <div className="card drives-card" ref={list} onKeyDown={onKeyDown}>
        {writable.length > 0 ? (
          <ul aria-label={t('drives.group')}>
            {writable.map((drive) => (
              <DriveRow key={drive.id} drive={drive} isLocked={false} />
            ))}
          </ul>
        ) : (
          <p className="drives-none-writable">{t('drives.onlyLocked', { count: locked.length })}</p>
        )}
        {locked.length > 0 ? (
          <>
            <p className="drives-divider" aria-hidden="true">
              {t('drives.locked')}
            </p>
            <ul aria-label={t('drives.lockedGroup')}>
              {locked.map((drive) => (
                <DriveRow key={drive.id} drive={drive} isLocked />
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </>
  );
}

/** The words come only if it takes a moment: a quick list would make them flicker. */
function Looking() {
  const { t } = useText();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SHOW_LOOKING_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="card drives-empty" role="status">
      {isShown ? t('drives.looking') : ' '}
    </p>
  );
}
