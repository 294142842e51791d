import { useState } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { StopDialog } from './stop-dialog.tsx';

const LONG_STALL_MS = 60_000;

/** After a minute without data the person decides: wait or stop that drive. Goes as soon as data flows. */
export function StallChoice() {
  const { t } = useText();
  const send = useSend();
  const driveId = useAppState(longStalled);
  const name = useAppState(({ job }) => {
    const found = job?.drives.find(({ drive }) => drive.id === driveId)?.drive;
    return found === undefined ? '' : `${found.name} …${found.code}`;
  });
  const [isStopOpen, setIsStopOpen] = useState(false);
  if (driveId === null) return null;
  return (
    <>
      <Notice
        tone="warning"
        actions={
          <>
            <Button size="small" describedBy="stalled-drive" onPress={() => setIsStopOpen(true)}>
              {t('progress.stopDrive')}
            </Button>
            <Button size="small" onPress={() => send({ type: 'wait.chosen', driveId })}>
              {t('progress.keepWaiting')}
            </Button>
          </>
        }
      >
        <strong id="stalled-drive">
          <bdi>{name}</bdi>
        </strong>{' '}
        {t('progress.stalledLong')}
      </Notice>
      <StopDialog driveId={driveId} isOpen={isStopOpen} onClose={() => setIsStopOpen(false)} />
    </>
  );
}

function longStalled({ job, patience }: AppState): string | null {
  const found = job?.drives.find(
    ({ drive, progress, result }) =>
      result === null && (progress?.stalledMs ?? 0) >= LONG_STALL_MS && !patience.includes(drive.id),
  );
  return found?.drive.id ?? null;
}
