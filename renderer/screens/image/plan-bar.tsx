import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { InfoIcon } from '../../parts/icons.tsx';
import { useApp, useAppState } from '../../state/app-context.tsx';
import { planBar } from '../../state/plan-bar.ts';

/** Says what would happen, or why nothing can happen yet. */
export function PlanBar() {
  const { t, say } = useText();
  const { store } = useApp();
  const isReady = useAppState((state) => planBar(state).isReady);
  const words = useAppState((state) => say(planBar(state).words));
  const note = useAppState((state) => {
    const found = planBar(state).note;
    return found === null ? null : say(found);
  });
  return (
    <section className="bottom-bar plan-bar" aria-label={t('plan.label')}>
      <div className="bottom-bar-inner">
        <p className={isReady ? 'plan-words plan-ready' : 'plan-words'} id="plan-words">
          {isReady ? null : <InfoIcon />}
          <span>
            {note === null ? null : <span className="plan-note">{note} </span>}
            {words}
          </span>
        </p>
        <Button
          look="primary"
          size="large"
          isDisabled={!isReady}
          describedBy="plan-words"
          onPress={() => store.send({ type: 'review.asked', driveIds: store.api.getState().ticked })}
        >
          {t('plan.review')}
        </Button>
      </div>
    </section>
  );
}
