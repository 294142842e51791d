import { useEffect, useRef, useState } from 'react';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { lastInputWasKeyboard } from '../../parts/last-input.ts';
import { Section } from '../../parts/section.tsx';
import { useApp, useAppState, useSend } from '../../state/app-context.tsx';
import { KEY_TARGET } from '../frame/shortcuts.tsx';
import { BrowseDialog } from './browse-dialog.tsx';
import { CatalogueDialog } from './catalogue-dialog.tsx';
import { DownloadingCard, FetchingCard, OfferCard, PausedCard } from './download-states.tsx';
import { EmptyImage } from './empty-image.tsx';
import { ImageCard } from './image-card.tsx';
import { InspectingCard, RejectedCard, UploadingCard } from './image-states.tsx';
import { OtherWays } from './other-ways.tsx';
import { UrlDialog } from './url-dialog.tsx';

/** Step 1: none, on its way, ready, or why it cannot be used. */
export function ImageSection() {
  const { t } = useText();
  const { host } = useApp();
  const send = useSend();
  const image = useAppState(({ session }) => session?.image ?? null);
  const [isBrowsing, setIsBrowsing] = useState(false);
  const wantsDrives = useFocusDrivesWhenReady();
  if (image === null) return null;

  const choose = () => {
    wantsDrives.current = true;
    if (host.abilities.canChooseFile) send({ type: 'image.dialogAsked' });
    else setIsBrowsing(true);
  };
  const canChange = image.state === 'ready' || image.state === 'rejected';
  return (
    <Section
      id="image"
      number={1}
      title={t('image.heading')}
      action={
        canChange ? (
          <span className="button-row">
            <OtherWays />
            <span {...{ [KEY_TARGET]: 'choose' }}>
              <Button onPress={choose}>{t('action.change')}</Button>
            </span>
          </span>
        ) : undefined
      }
    >
      {image.state === 'none' ? <EmptyImage onChoose={choose} /> : null}
      {image.state === 'uploading' ? <UploadingCard image={image} /> : null}
      {image.state === 'fetchingHead' ? <FetchingCard image={image} /> : null}
      {image.state === 'downloadOffered' ? <OfferCard key={image.file.address} image={image} /> : null}
      {image.state === 'downloading' ? <DownloadingCard image={image} /> : null}
      {image.state === 'downloadPaused' ? <PausedCard image={image} /> : null}
      {image.state === 'inspecting' ? <InspectingCard image={image} /> : null}
      {image.state === 'ready' ? <ImageCard ready={image} /> : null}
      {image.state === 'rejected' ? <RejectedCard image={image} /> : null}
      <UrlDialog />
      <CatalogueDialog />
      {host.abilities.canBrowse ? <BrowseDialog isOpen={isBrowsing} onClose={() => setIsBrowsing(false)} /> : null}
    </Section>
  );
}

/** After a dialog or with the keyboard the drives are next; never while a person types. */
function useFocusDrivesWhenReady() {
  const state = useAppState(({ session }) => session?.image.state ?? 'none');
  const before = useRef(state);
  const wants = useRef(false);
  useEffect(() => {
    const becameReady = state === 'ready' && before.current !== 'ready';
    before.current = state;
    if (!becameReady) return;
    const isTyping = document.activeElement?.matches('input:not([type="checkbox"]), textarea') ?? false;
    if (!isTyping && (wants.current || lastInputWasKeyboard())) {
      document.getElementById('drives-heading')?.focus();
    }
    wants.current = false;
  }, [state]);
  return wants;
}
