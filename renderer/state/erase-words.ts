import type { PlanSummary } from '#contract/session.ts';
import type { Words } from '../i18n/keys.ts';

/** The button that erases carries the drive's name, or how many there are (ux.md 6, rows 1 and 2). */
export function eraseWords({ drives }: Pick<PlanSummary, 'drives'>, verify: boolean): Words {
  const [only] = drives;
  if (drives.length === 1 && only !== undefined) {
    const { name } = only.drive;
    return verify ? ['review.eraseOne', { name }] : ['review.eraseOneUnchecked', { name }];
  }
  const count = drives.length;
  return verify ? ['review.eraseMany', { count }] : ['review.eraseManyUnchecked', { count }];
}
