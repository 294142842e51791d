import { useState } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { StopIcon } from '../../parts/icons.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useApp, useAppState } from '../../state/app-context.tsx';
import { KEY_TARGET } from '../frame/shortcuts.tsx';
import { DriveTable } from './drive-table.tsx';
import { Elapsed } from './elapsed.tsx';
import './job.css';
import { JobHeading } from './job-heading.tsx';
import { SpeedGraph } from './speed-graph.tsx';
import { Steps } from './steps.tsx';
import { StopDialog } from './stop-dialog.tsx';

/** A running job. The parts subscribe to their own figures: this page is drawn once. */
export function ProgressPage() {
  const { t } = useText();
  const [isStopOpen, setIsStopOpen] = useState(false);
  const isStopping = useAppState(({ job }) => job?.stage === 'stopping');
  const { canStayAwake } = useApp().host.abilities;
  const goingOn = canStayAwake ? `${t('job.noSleep')} ${t('job.leave')}` : t('job.leave');
  return (
    <>
      <div className="page job">
        <div className="job-head">
          <Title />
          <Elapsed />
        </div>
        <Steps />
        <JobHeading />
        <SpeedGraph />
        <DriveTable />
      </div>
      <div className="bottom-bar">
        <div className="bottom-bar-inner">
          <span {...{ [KEY_TARGET]: 'stop' }}>
            <Button icon={<StopIcon />} isDisabled={isStopping} onPress={() => setIsStopOpen(true)}>
              {t('job.stop')}
            </Button>
          </span>
          <p className="muted job-note">{isStopping ? `${t('job.stopping')} ${t('job.stoppingText')}` : goingOn}</p>
        </div>
      </div>
      <StopDialog driveId={null} isOpen={isStopOpen} onClose={() => setIsStopOpen(false)} />
    </>
  );
}

function Title() {
  const { t } = useText();
  const count = useAppState(({ job }) => job?.drives.length ?? 0);
  const mode = useAppState(({ job }) => job?.mode);
  const verify = useAppState(({ job }) => job?.verify);
  const image = useAppState(({ job }) => job?.image.name ?? '');
  const key = mode === 'verify' ? 'job.checking' : verify === true ? 'job.writingAndChecking' : 'job.writing';
  return (
    <div>
      <PageHeading>{t(key, { count })}</PageHeading>
      <p className="muted">
        <bdi>{image}</bdi>
      </p>
    </div>
  );
}
