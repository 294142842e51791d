import type { AppState } from '../../state/app-state.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { BackIcon } from '../../parts/icons.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { useAppState, useSend } from '../../state/app-context.tsx';
import { FailureView } from '../failure/failure-view.tsx';
import { KEY_TARGET } from '../frame/shortcuts.tsx';
import { OpenReview, PlanContents } from './open-review.tsx';
import './review.css';

/** What will be written and what will be lost: the one confirmation (ux.md 4.4). */
export function ReviewPage() {
  const { t } = useText();
  const send = useSend();
  const review = useAppState((state) => state.review);
  return (
    <div className="page review">
      <div className="review-head">
        <span {...{ [KEY_TARGET]: 'back' }}>
          <Button
            look="quiet"
            icon={<BackIcon />}
            isDisabled={review.state === 'confirming'}
            onPress={() => send({ type: 'review.left' })}
          >
            {t('action.back')}
          </Button>
        </span>
        <PageHeading>{t('review.title')}</PageHeading>
      </div>
      <Body review={review} />
    </div>
  );
}

function Body({ review }: { readonly review: AppState['review'] }) {
  const { t } = useText();
  const send = useSend();
  switch (review.state) {
    case 'none':
      return null;
    case 'making':
      return (
        <p className="muted" role="status">
          {t('review.making')}
        </p>
      );
    case 'open':
    case 'confirming':
      return <OpenReview review={review} />;
    case 'stale':
      return (
        <>
          <div role="alert">
            <Notice
              tone="warning"
              actions={
                <Button look="primary" onPress={() => send({ type: 'review.againAsked' })}>
                  {t('review.again')}
                </Button>
              }
            >
              {t(review.what === 'image' ? 'review.staleImage' : 'review.stale')}
            </Notice>
          </div>
          <div className="review-gone" inert>
            <PlanContents plan={review.plan} />
          </div>
        </>
      );
    case 'refused':
      return (
        <div className="card review-refused">
          <FailureView
            failure={review.failure}
            level={2}
            actions={
              <>
                <Button look="primary" onPress={() => send({ type: 'review.againAsked' })}>
                  {t('review.again')}
                </Button>
                <Button onPress={() => send({ type: 'review.left' })}>{t('action.back')}</Button>
              </>
            }
          />
        </div>
      );
    default:
      return review satisfies never;
  }
}
