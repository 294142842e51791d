import { type ReactNode, useId, useState } from 'react';
import type { ChecksumState } from '#contract/session.ts';
import { Rich, useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { CheckIcon, ChevronIcon, CrossIcon } from '../../parts/icons.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { ChecksumDialog, expectProblem } from './checksum-dialog.tsx';

/** The state of the checksum in words first; a tick only where a comparison came out equal. */
export function ChecksumLine(props: { readonly checksum: ChecksumState; readonly isStreamed?: boolean }) {
  const { checksum, isStreamed = false } = props;
  const { say } = useText();
  const refused = useAppState((state) => state.expectRefused);
  return (
    <div className="checksum">
      <State checksum={checksum} isStreamed={isStreamed} />
      {refused === null ? null : (
        <p className="warning-text small" role="status">
          <Rich k="checksum.refusedFile" params={{ file: <bdi>{refused.fileName}</bdi> }} />{' '}
          {say(expectProblem(refused.answer))}
        </p>
      )}
    </div>
  );
}

function State({ checksum, isStreamed }: { readonly checksum: ChecksumState; readonly isStreamed: boolean }) {
  const { t } = useText();
  const send = useSend();
  switch (checksum.state) {
    case 'unknown':
      // what comes from a server is read once, while it is written
      if (isStreamed) {
        const words = t(checksum.expected === null ? 'checksum.streamed' : 'checksum.onTheWay');
        return checksum.expected === null ? <Line words={words} ask={t('checksum.compare')} /> : <p>{words}</p>;
      }
      return (
        <Line
          words={checksum.failure === null ? t('checksum.unknown') : t('checksum.failed')}
          ask={t('checksum.check')}
        />
      );
    case 'computing': {
      const percent = checksum.totalBytes === 0 ? 0 : (checksum.doneBytes / checksum.totalBytes) * 100;
      const words = t('checksum.computing', { percent: Math.floor(percent) });
      return (
        <div className="checksum-computing">
          <div className="checksum-line">
            <span className="number">{words}</span>
            <Button size="small" onPress={() => send({ type: 'digest.stopAsked' })}>
              {t('checksum.stop')}
            </Button>
          </div>
          <ProgressBar label={t('image.checksum')} percent={percent} valueText={words} />
        </div>
      );
    }
    case 'computed':
      return (
        <WithDigest digests={checksum.digests}>
          <Line words={t('checksum.computed')} ask={t('checksum.compare')} />
        </WithDigest>
      );
    case 'matched':
      return (
        <WithDigest digests={checksum.digests}>
          <p className="checksum-line good-text">
            <CheckIcon />
            <span>
              {checksum.expected.from === 'catalogue' ? (
                t('checksum.matchedCatalogue')
              ) : checksum.expected.fileName === null ? (
                t('checksum.matchedPasted')
              ) : (
                <Rich k="checksum.matchedFile" params={{ file: <bdi>{checksum.expected.fileName}</bdi> }} />
              )}
            </span>
          </p>
        </WithDigest>
      );
    case 'mismatched':
      return <Mismatch checksum={checksum} />;
    default:
      return checksum satisfies never;
  }
}

function Line({ words, ask }: { readonly words: string; readonly ask: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className="checksum-line">
      <span>{words}</span>
      <Button size="small" onPress={() => setIsOpen(true)}>
        {ask}
      </Button>
      <ChecksumDialog isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </div>
  );
}

interface WithDigestProps {
  readonly digests: Extract<ChecksumState, { state: 'computed' }>['digests'];
  readonly children: ReactNode;
}

/** The line with a button that shows the value itself. */
function WithDigest({ digests, children }: WithDigestProps) {
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const sha256 = digests.imageSha256 ?? digests.fileSha256;
  return (
    <>
      <div className="checksum-line">
        {children}
        {sha256 === null ? null : (
          <span className="checksum-show disclosure" data-open={isOpen}>
            <Button
              look="link"
              size="small"
              icon={<ChevronIcon size={16} />}
              isExpanded={isOpen}
              controls={id}
              onPress={() => setIsOpen(!isOpen)}
            >
              {t('checksum.show')}
            </Button>
          </span>
        )}
      </div>
      <div id={id} className="digest" hidden={!isOpen}>
        {isOpen && sha256 !== null ? (
          <>
            <code>{sha256}</code>
            <CopyButton text={() => sha256} />
          </>
        ) : null}
      </div>
    </>
  );
}

function Mismatch({ checksum }: { readonly checksum: Extract<ChecksumState, { state: 'mismatched' }> }) {
  const { t } = useText();
  const send = useSend();
  const actual = checksum.digests.fileSha256 ?? checksum.digests.imageSha256;
  return (
    <div className="mismatch" role="alert">
      <p className="checksum-line danger-text">
        <CrossIcon />
        <strong>{t('checksum.mismatched')}</strong>
      </p>
      <p>{t('checksum.mismatchText')}</p>
      <dl className="mismatch-digests">
        <dt>{t('checksum.expected')}</dt>
        <dd>
          <code>{checksum.expected.sha256}</code>
        </dd>
        <dt>{t('checksum.actual')}</dt>
        <dd>
          <code>{actual}</code>
        </dd>
      </dl>
      <div>
        <Button size="small" onPress={() => send({ type: 'expected.removed' })}>
          {t('checksum.removeExpected')}
        </Button>
      </div>
    </div>
  );
}
