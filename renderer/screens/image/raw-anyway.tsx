import { useId } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Checkbox } from '../../parts/checkbox.tsx';
import { Disclosure } from '../../parts/disclosure.tsx';
import { useSend } from '../../state/app-context.tsx';

/** The way on for people who know better than the app: hidden until asked for, with what it means beside it. */
export function RawAnyway({ isAllowed }: { readonly isAllowed: boolean }) {
  const { t } = useText();
  const send = useSend();
  const id = useId();
  return (
    <Disclosure words={t('boot.anyway')} startsOpen={isAllowed}>
      <p className="warning-text raw-why" id={`${id}-why`}>
        {t('boot.anywayWhy')}
      </p>
      <label className="then-choice" htmlFor={`${id}-allow`}>
        <Checkbox
          id={`${id}-allow`}
          isChecked={isAllowed}
          describedBy={`${id}-why`}
          onChange={(isChecked) => send({ type: 'raw.allowed', isAllowed: isChecked })}
        />
        <span>{t('boot.anywayAllow')}</span>
      </label>
    </Disclosure>
  );
}
