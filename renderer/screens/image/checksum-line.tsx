import { type ReactNode, useId, useState } from 'react';
import type { AppFailure } from '#contract/errors.ts';
import type { EmbeddedResult } from '#contract/image.ts';
import type { ChecksumState } from '#contract/session.ts';
import type { Expected } from '#contract/trust.ts';
import { Rich, useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { CheckIcon, ChevronIcon, CrossIcon } from '../../parts/icons.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { failureWords } from '../../state/failure-words.ts';
import { ChecksumDialog } from './checksum-dialog.tsx';
import { TrustRemarks } from './trust-remarks.tsx';

const ALGORITHMS = { sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** The state of the check in words first; a tick only where a comparison came out equal or a signature is good. */
export function ChecksumLine(props: { readonly checksum: ChecksumState; readonly isStreamed?: boolean }) {
  const { checksum, isStreamed = false } = props;
  const told = useAppState((state) => state.trustTold);
  return (
    <div className="checksum">
      <State checksum={checksum} isStreamed={isStreamed} />
      <TrustRemarks outcomes={told} />
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
          <Matched expected={checksum.expected} />
        </WithDigest>
      );
    case 'mismatched':
      return <Mismatch checksum={checksum} />;
    case 'distrusted':
      return <Distrust failure={checksum.failure} />;
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
      <Embedded result={digests.embedded} />
    </>
  );
}

/** How the checksum inside the image came out; it is no proof of who made the image, so it has no tick. */
function Embedded({ result }: { readonly result: EmbeddedResult | undefined }) {
  const { t } = useText();
  if (result === undefined) return null;
  return result.expected === result.actual ? (
    <p className="muted small">{t('checksum.embeddedEqual')}</p>
  ) : (
    <p className="warning-text small">{t('checksum.embeddedDiffers')}</p>
  );
}

function Mismatch({ checksum }: { readonly checksum: Extract<ChecksumState, { state: 'mismatched' }> }) {
  const { t } = useText();
  const send = useSend();
  const { digests, expected } = checksum;
  const isLong = expected.algorithm === 'sha512';
  const actual = isLong ? (digests.fileSha512 ?? digests.imageSha512) : (digests.fileSha256 ?? digests.imageSha256);
  return (
    <div className="mismatch" role="alert">
      <p className="checksum-line danger-text">
        <CrossIcon />
        <strong>{t('checksum.mismatched', { algorithm: ALGORITHMS[expected.algorithm] })}</strong>
      </p>
      <p>{t('checksum.mismatchText')}</p>
      {expected.from === 'beside' && expected.fileName !== null ? (
        <p>
          <Rich k="checksum.besideFile" params={{ file: <bdi>{expected.fileName}</bdi> }} />
        </p>
      ) : null}
      <dl className="mismatch-digests">
        <dt>{t('checksum.expected')}</dt>
        <dd>
          <code>{expected.digest}</code>
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

function Matched({ expected }: { readonly expected: Expected }) {
  const { t } = useText();
  const { signature, unknownKeys, fileName, algorithm, from } = expected;
  const name = ALGORITHMS[algorithm];
  const matches =
    from === 'catalogue' ? (
      t('checksum.matchedCatalogue')
    ) : fileName === null ? (
      t('checksum.matchedPasted', { algorithm: name })
    ) : (
      <Rich k="checksum.matchedFile" params={{ algorithm: name, file: <bdi>{fileName}</bdi> }} />
    );
  if (signature === null) {
    return (
      <div className="trust">
        <Tick>{matches}</Tick>
        <p className="muted small">
          {unknownKeys.length > 0 ? t('trust.unknownKey', { keys: { list: unknownKeys } }) : t('trust.checksumOnly')}
        </p>
      </div>
    );
  }
  return (
    <div className="trust">
      <Tick>
        <Rich k="trust.signedBy" params={{ signer: <bdi>{signature.signer}</bdi> }} />
      </Tick>
      <p className="muted small">
        {from === 'signature' ? (
          <Rich k="trust.overImage" params={{ file: <bdi>{signature.fileName}</bdi> }} />
        ) : (
          matches
        )}
      </p>
      {signature.vendor === null ? null : (
        <p className="muted small">{t('trust.vendorKey', { vendor: signature.vendor })}</p>
      )}
      {signature.keyFrom === 'user' ? <p className="warning-text small">{t('trust.ownKey')}</p> : null}
    </div>
  );
}

function Tick({ children }: { readonly children: ReactNode }) {
  return (
    <p className="checksum-line good-text">
      <CheckIcon />
      <span>{children}</span>
    </p>
  );
}

/** A bad signature, until it was taken away, or a damaged image: nothing is written. */
function Distrust({ failure }: { readonly failure: AppFailure }) {
  const { t, say } = useText();
  const send = useSend();
  const { title, happened, cause } = failureWords(failure);
  return (
    <div className="mismatch" role="alert">
      <p className="checksum-line danger-text">
        <CrossIcon />
        <strong>{say(title)}</strong>
      </p>
      <p>{say(happened)}</p>
      {cause === null ? null : <p>{say(cause)}</p>}
      {failure.code === 'EMBEDDED_CHECKSUM_MISMATCH' ? (
        <Line words={t('remedy.give-checksum')} ask={t('checksum.compare')} />
      ) : (
        <div>
          <Button size="small" onPress={() => send({ type: 'expected.removed' })}>
            {t('trust.remove')}
          </Button>
        </div>
      )}
    </div>
  );
}
