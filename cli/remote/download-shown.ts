import type { Downloaded, DownloadProgress } from '#contract/download.ts';
import { CancelledError, cleanText, type DownloadRequest, SpeedWindow } from '#engine/index.ts';
import { makeLiveBlock } from '../job/live-block.ts';
import type { Session } from '../session.ts';
import { en } from '../text/en.ts';
import { bytesText } from '../text/format.ts';
import { downloadLine, downloadStep } from './download-line.ts';

/** Fetches a file and shows how it goes; failures of the engine, CancelledError. What is there already is said. */
export async function downloadShown(session: Session, request: DownloadRequest): Promise<Downloaded> {
  const { engine, interruption, emit, io, speaker } = session;
  const display = io.isLive ? liveDisplay(session) : plainDisplay(session);
  let isPartKept = false;
  try {
    const result = await engine.download(request, {
      signal: interruption.signal,
      onProgress: (progress) => {
        isPartKept = progress.doneBytes > 0;
        emit({ event: 'download', ...progress });
        display.show(progress);
      },
    });
    display.end();
    emit({ event: 'downloaded', result });
    speaker.line(en.downloadedTo(cleanText(result.path), bytesText(result.sizeBytes)));
    speaker.line(
      `  ${en.sha256}  ${result.sha256}${request.expectedDigest?.length === 64 ? `  ${en.sha256Matches}` : ''}`,
    );
    if (request.expectedDigest?.length === 128) speaker.line(`  ${en.equalsPasted(en.algorithms.sha512)}`);
    return result;
  } catch (thrown) {
    display.end();
    if (thrown instanceof CancelledError && isPartKept) speaker.line(en.downloadStopped);
    throw thrown;
  }
}

interface DownloadDisplay {
  show(progress: DownloadProgress): void;
  end(): void;
}

function liveDisplay({ io, speaker }: Session): DownloadDisplay {
  const block = makeLiveBlock(io);
  const speed = new SpeedWindow();
  return {
    show: (progress) => {
      const { doneBytes, state } = progress;
      speed.add({ atMs: performance.now(), doneBytes, isReceiving: state === 'receiving' });
      block.draw([downloadLine(progress, speed.bytesPerSec, { columns: io.columns() - 1, paint: speaker.paint })]);
    },
    end: () => {
      block.clear();
      block.end();
    },
  };
}

/** For pipes and logs: a line per 10 %, and one when the connection is lost. */
function plainDisplay({ speaker }: Session): DownloadDisplay {
  let said = '';
  return {
    show: (progress) => {
      const step = downloadStep(progress);
      if (step === null || step.key === said) return;
      said = step.key;
      speaker.line(step.words);
    },
    end: () => {},
  };
}
