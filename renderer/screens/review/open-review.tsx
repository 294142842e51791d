import type { PlanSummary } from '#contract/session.ts';
import { systemTitle } from '../../state/system-words.ts';
import { UnattendedNotice } from '../image/system-facts.tsx';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { ClockIcon, ShieldIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useSend } from '../../state/app-context.tsx';
import type { AppState } from '../../state/app-state.ts';
import { codesMissing } from '../../state/reduce-review.ts';
import { systemWords } from '../../state/boot-words.ts';
import { eraseWords } from '../../state/erase-words.ts';
import { ReviewDrive } from './review-drive.tsx';

interface OpenReviewProps {
  readonly review: Extract<AppState['review'], { state: 'open' | 'confirming' }>;
}

/** The open review: everything on it is frozen by the host, only codes and the two choices are the person's. */
export function OpenReview({ review }: OpenReviewProps) {
  const { t, say } = useText();
  const send = useSend();
  const { plan, choices, notice } = review;
  const missing = codesMissing(review).length;
  const isBusy = review.state === 'confirming';
  return (
    <>
      {notice === 'denied' ? (
        <div role="alert">
          <Notice tone="warning">{t('review.denied')}</Notice>
        </div>
      ) : null}
      <WillBeWritten plan={plan} />
      <section className="review-loss" aria-labelledby="loss">
        <h2 id="loss" className="loss-line">
          {t('review.loss', { count: plan.drives.length })}
        </h2>
        <ul className="card loss-card">
          {plan.drives.map((planned) => (
            <ReviewDrive
              key={planned.drive.id}
              planned={planned}
              boot={plan.image.boot}
              code={choices.codes[planned.drive.id] ?? ''}
              isDisabled={isBusy}
            />
          ))}
        </ul>
      </section>
      <section className="review-then" aria-labelledby="then">
        <h2 id="then">{t('review.then')}</h2>
        <label className="then-choice" htmlFor="verify-choice">
          <Checkbox
            id="verify-choice"
            isChecked={choices.verify}
            describedBy="verify-note"
            onChange={(verify) => send({ type: 'verify.chosen', verify })}
          />
          <span>{t('review.verify')}</span>
          <span className="muted number">
            {plan.estimate === null ? '' : t('review.addsTime', { time: { durationMs: plan.estimate.verifyMs } })}
          </span>
        </label>
        <p id="verify-note" className="then-note" hidden={choices.verify}>
          {choices.verify ? '' : t('review.verifyOff')}
        </p>
        <label className="then-choice" htmlFor="eject-choice">
          <Checkbox
            id="eject-choice"
            isChecked={choices.eject}
            onChange={(eject) => send({ type: 'eject.chosen', eject })}
          />
          <span>{t('review.eject')}</span>
        </label>
        <Footnotes plan={plan} verify={choices.verify} />
      </section>
      <div className="review-actions">
        {missing > 0 ? (
          <p className="muted" id="codes-missing">
            {t('review.needCodes', { count: missing })}
          </p>
        ) : null}
        <div className="actions actions-end">
          <Button size="large" isDisabled={isBusy} onPress={() => send({ type: 'review.left' })}>
            {t('action.cancel')}
          </Button>
          <Button
            look="danger"
            size="large"
            isDisabled={isBusy || missing > 0}
            {...(missing > 0 ? { describedBy: 'codes-missing' } : {})}
            onPress={() => send({ type: 'plan.confirmed' })}
          >
            {say(eraseWords(plan, choices.verify))}
          </Button>
        </div>
      </div>
    </>
  );
}

/** What a plan is about, without anything to decide: greyed behind the reason why it no longer holds. */
export function PlanContents({ plan }: { readonly plan: PlanSummary }) {
  return (
    <>
      <WillBeWritten plan={plan} />
      <ul className="card loss-card">
        {plan.drives.map((planned) => (
          <ReviewDrive
            key={planned.drive.id}
            planned={{ ...planned, needsCode: false }}
            boot={plan.image.boot}
            code=""
            isDisabled
          />
        ))}
      </ul>
    </>
  );
}

function WillBeWritten({ plan }: { readonly plan: PlanSummary }) {
  const { t, show, say } = useText();
  const { image, checksum, neededBytes } = plan;
  const check =
    checksum.state === 'matched'
      ? checksum.expected.signature === null
        ? t('review.checksumMatched')
        : t('review.signed', { signer: checksum.expected.signature.signer })
      : 'expected' in checksum && checksum.expected !== null
        ? t('review.checksumExpected')
        : t('review.checksumNone');
  return (
    <section className="review-will" aria-labelledby="will">
      <h2 id="will">{t('review.will')}</h2>
      <p className="will-name">
        <strong>
          <bdi>{image.name}</bdi>
        </strong>
        <span className="number">
          {neededBytes === null ? t('image.sizeUnknown') : show({ exactBytes: neededBytes })}
        </span>
        <span className={checksum.state === 'matched' ? 'good-text' : 'muted'}>{check}</span>
      </p>
      {image.system === null ? null : <p>{say(systemTitle(image.system))}</p>}
      <UnattendedNotice system={image.system} />
      <p className="muted">{t('review.raw')}</p>
      {image.boot.writeMode.mode === 'raw' ? null : (
        <Notice tone="warning">{t('boot.anywayReview', { system: systemWords(image.boot.writeMode.system) })}</Notice>
      )}
    </section>
  );
}

/** Who will be asked for permission, and where; null where nobody is. */
const RIGHTS_TEXTS = {
  none: null,
  'sudo-without-password': null,
  unavailable: null,
  sudo: 'review.elevationTerminal',
  pkexec: 'review.elevation',
  authopen: 'review.elevation',
  uac: 'review.elevationConsent',
} as const;

function Footnotes({ plan, verify }: { readonly plan: PlanSummary; readonly verify: boolean }) {
  const { t } = useText();
  const { rights, estimate } = plan;
  const asked = RIGHTS_TEXTS[rights];
  const totalMs = estimate === null ? null : estimate.writeMs + (verify ? estimate.verifyMs : 0);
  return (
    <ul className="footnotes muted">
      {asked === null ? null : (
        <li>
          <ShieldIcon size={18} /> {t(asked)}
        </li>
      )}
      {totalMs === null ? null : (
        <li className="number">
          <ClockIcon size={18} /> {t('review.inAll', { time: { durationMs: totalMs } })}
        </li>
      )}
    </ul>
  );
}
