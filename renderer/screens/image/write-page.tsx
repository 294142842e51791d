import { useText } from '../../i18n/text-context.tsx';
import { PageHeading } from '../../parts/page-heading.tsx';
import { DrivesSection } from '../drives/drives-section.tsx';
import { ImageSection } from './image-section.tsx';
import { PlanBar } from './plan-bar.tsx';

/** Image, drives, and what would happen: one page, in any order. */
export function WritePage() {
  const { t } = useText();
  return (
    <>
      <div className="page">
        <PageHeading isHidden>{t('app.write')}</PageHeading>
        <ImageSection />
        <DrivesSection />
      </div>
      <PlanBar />
    </>
  );
}
