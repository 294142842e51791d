import { memo, useEffect, useId, useState } from 'react';
import type { Drive } from '#contract/drive.ts';
import type { Translator } from '../../i18n/translate.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { ChevronIcon, DiskIcon, LockIcon, StickIcon, WarningIcon } from '../../parts/icons.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { sectorTrapWords } from '../../state/boot-words.ts';
import { canUnlockDrive } from '../../state/drive-lock.ts';
import {
  contentWords,
  lockReason,
  lockTodo,
  riskWords,
  shownLocks,
  usedBytesOf,
  whereWords,
} from '../../state/drive-words.ts';
import { NEW_DRIVE_MS } from '../../state/reduce.ts';
import { DriveDetails } from './drive-details.tsx';
import { UnlockDialog } from './unlock-dialog.tsx';

interface DriveRowProps {
  readonly drive: Drive;
  readonly isLocked: boolean;
}

/** One drive: what it is, where it is plugged in, what is on it, and why it is locked. */
export const DriveRow = memo(function OneDrive({ drive, isLocked }: DriveRowProps) {
  const text = useText();
  const { t, say, show } = text;
  const send = useSend();
  const isTicked = useAppState(({ ticked }) => ticked.includes(drive.id));
  const isUnlocked = useAppState(({ unlocked }) => drive.id in unlocked);
  const isNew = useIsNew(drive.id);
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const risk = riskWords(drive.risks);
  const isStick = drive.isRemovable || drive.identity.bus === 'usb' || drive.identity.bus === 'file';
  const Icon = isStick ? StickIcon : DiskIcon;
  return (
    <li
      className={`drive${isLocked ? ' drive-locked' : ''}${isTicked ? ' drive-ticked' : ''}${isNew ? ' drive-new' : ''}`}
      data-drive={drive.id}
    >
      <label className="drive-main" htmlFor={`${id}-tick`}>
        <Checkbox
          id={`${id}-tick`}
          label={accessibleName(drive, isLocked, text)}
          describedBy={`${id}-about`}
          isChecked={isTicked}
          isLocked={isLocked}
          onChange={(isChecked) => send({ type: isChecked ? 'drive.ticked' : 'drive.unticked', driveId: drive.id })}
        />
        <span className="drive-facts">
          <span className="drive-name">
            <Icon />
            <bdi>{drive.name}</bdi>
            {isNew ? <span className="tag">{t('drives.justNow')}</span> : null}
          </span>
          <span className="drive-size number">
            {drive.hasMedium ? show({ sizeBytes: drive.identity.sizeBytes }) : ''}
          </span>
          <span className="drive-where muted">{say(whereWords(drive))}</span>
          <span className="drive-code mono muted nowrap">…{drive.code}</span>
        </span>
      </label>
      <div className="drive-more">
        <div className="drive-content" id={`${id}-about`}>
          {isLocked ? <LockReasons drive={drive} /> : <Content drive={drive} />}
          {!isLocked && isUnlocked ? (
            <p className="drive-risk">
              <LockIcon size={16} /> {t('drives.unlockedOnce')} {t('risk.willAsk')}
            </p>
          ) : null}
          {!isLocked && !isUnlocked && risk !== null ? (
            <p className="drive-risk">
              <WarningIcon size={16} /> {say(risk)} {t('risk.willAsk')}
            </p>
          ) : null}
          {isLocked ? null : <SectorTrap drive={drive} />}
        </div>
        <span className="drive-actions">
          {isLocked && canUnlockDrive(drive) ? <UnlockButton drive={drive} /> : null}
          {!isLocked && isUnlocked ? (
            <Button size="small" onPress={() => send({ type: 'drive.lockedAgain', driveId: drive.id })}>
              {t('drives.lockAgain')}
            </Button>
          ) : null}
          <span className="drive-details-button disclosure" data-open={isOpen}>
            <Button
              look="link"
              size="small"
              icon={<ChevronIcon size={16} />}
              label={t('drives.partitionsOf', { name: drive.name })}
              isExpanded={isOpen}
              controls={`${id}-details`}
              onPress={() => setIsOpen(!isOpen)}
            >
              {t('drives.partitions')}
            </Button>
          </span>
        </span>
      </div>
      <div id={`${id}-details`} className="drive-details" hidden={!isOpen}>
        {isOpen ? <DriveDetails drive={drive} /> : null}
      </div>
    </li>
  );
});

/** The whole story in one name, so that a reader needs no other element. */
function accessibleName(drive: Drive, isLocked: boolean, { t, say }: Translator): string {
  const params = { name: drive.name, size: { sizeBytes: drive.identity.sizeBytes }, where: whereWords(drive) };
  const reason = drive.protections[0];
  if (isLocked && reason !== undefined) return t('drives.nameLocked', { ...params, reason: lockReason(reason) });
  // letter by letter, as it is read from the label
  const code = drive.code.split('').join(' ');
  return t('drives.name', { ...params, code, content: say(contentWords(drive)) });
}

function Content({ drive }: { readonly drive: Drive }) {
  const { t, say } = useText();
  const used = usedBytesOf(drive);
  const percent = used === null ? null : Math.min(100, (used / drive.identity.sizeBytes) * 100);
  return (
    <>
      <p>
        <span className="muted">{t('content.now')}</span> <bdi>{say(contentWords(drive))}</bdi>
      </p>
      {percent === null ? null : (
        <div className="used-bar" aria-hidden="true">
          <div style={{ inlineSize: `${Math.max(percent, 0.5)}%` }} />
        </div>
      )}
    </>
  );
}

/** The chosen image would not be found on a drive with such sectors. */
function SectorTrap({ drive }: { readonly drive: Drive }) {
  const { say } = useText();
  const boot = useAppState(({ session }) => (session?.image.state === 'ready' ? session.image.image.boot : null));
  const words = boot === null ? null : sectorTrapWords(boot, drive.sectorSizeBytes);
  return words === null ? null : (
    <p className="drive-risk">
      <WarningIcon size={16} /> {say(words)}
    </p>
  );
}

function LockReasons({ drive }: { readonly drive: Drive }) {
  const { say } = useText();
  return shownLocks(drive.protections).map((protection) => {
    const todo = lockTodo(protection);
    return (
      <p key={protection.code} className="drive-lock">
        <LockIcon size={16} />
        <span>
          {say(lockReason(protection))} {todo === null ? '' : say(todo)}
        </span>
      </p>
    );
  });
}

function UnlockButton({ drive }: { readonly drive: Drive }) {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button size="small" label={t('drives.unlockOf', { name: drive.name })} onPress={() => setIsOpen(true)}>
        {t('drives.unlock')}
      </Button>
      <UnlockDialog drive={drive} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}

/** True for a while after the drive was plugged in. */
function useIsNew(driveId: string): boolean {
  const appearedAtMs = useAppState((state) => state.appearedAtMs[driveId] ?? null);
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    if (appearedAtMs === null) return;
    setIsOver(false);
    const timer = setTimeout(() => setIsOver(true), Math.max(0, appearedAtMs + NEW_DRIVE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [appearedAtMs]);
  return appearedAtMs !== null && !isOver;
}
