import type { Image, ImageWarning } from '#contract/image.ts';
import type { ImageState } from '#contract/session.ts';
import { formatBinarySize, formatExactBytes } from '../../i18n/format.ts';
import type { PlainKey } from '../../i18n/keys.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Disclosure } from '../../parts/disclosure.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';
import { ImageIcon, WarningIcon } from '../../parts/icons.tsx';
import { useAppState } from '../../state/app-context.tsx';
import { writeModeWords } from '../../state/boot-words.ts';
import { BootDetails, StartsOn } from './boot-facts.tsx';
import { ChecksumLine } from './checksum-line.tsx';
import { RawAnyway } from './raw-anyway.tsx';
import { ImageTitle, SystemFacts, UnattendedNotice } from './system-facts.tsx';

/** What the image is, from its own bytes, in words. */
export function ImageCard({ ready }: { readonly ready: Extract<ImageState, { state: 'ready' }> }) {
  const { t, say } = useText();
  const { image, checksum } = ready;
  const warnings = shownWarnings(image);
  return (
    <div className="card image-card appear">
      <div className="image-title">
        <ImageIcon size={24} />
        <div className="image-names">
          <h3>
            <ImageTitle image={image} />
          </h3>
          {image.system === null ? null : (
            <p className="muted small">
              <bdi>{image.name}</bdi>
            </p>
          )}
        </div>
        <span className="image-size number">
          {image.sizeBytes === null ? t('image.sizeUnknown') : <Size bytes={image.sizeBytes} />}
        </span>
      </div>
      <UnattendedNotice system={image.system} />
      <Facts>
        <SystemFacts system={image.system} />
        <Fact name={t('image.what')}>
          {t(contentKey(image))}
          {image.udf === undefined ? null : ` · UDF ${image.udf}`}
          {image.volumeLabel === null ? null : (
            <>
              {' · '}
              <bdi>{image.volumeLabel}</bdi>
            </>
          )}
        </Fact>
        <Fact name={t('boot.startsOn')}>
          <StartsOn boot={image.boot} />
        </Fact>
        <Fact name={t('image.writtenAs')}>
          {say(writeModeWords(image.boot.writeMode))}
          {image.layers.length === 0 ? null : ` ${t('image.unpacked', { layers: image.layers.join(' + ') })}`}
          {image.remote === undefined ? null : ` ${t('image.fromServer')}`}
          {image.boot.writeMode.mode === 'other' ? <RawAnyway isAllowed={ready.isRawAllowed} /> : null}
        </Fact>
        {image.blockMap === undefined ? null : (
          <Fact name={t('image.blockMap')}>{t('image.blockMapUse', { name: image.blockMap })}</Fact>
        )}
        {image.embedded === undefined ? null : <Fact name={t('image.embedded')}>{t('image.embeddedUse')}</Fact>}
        {warnings.length === 0 ? null : (
          <Fact name={t('image.problems')}>
            <ul className="image-warnings">
              {warnings.map((warning) => (
                <li key={warning}>
                  <WarningIcon size={16} />
                  <span>{t(`image.warn.${warning}`)}</span>
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact name={t('image.checksum')}>
          <ChecksumLine checksum={checksum} isStreamed={image.remote !== undefined} />
        </Fact>
      </Facts>
      <Disclosure words={t('action.details')}>
        <ImageDetails image={image} isUploaded={ready.isUploaded} />
      </Disclosure>
    </div>
  );
}

/** Warnings that the line on how it is written does not say already. */
function shownWarnings({ warnings, boot }: Image): readonly ImageWarning[] {
  return boot.writeMode.mode === 'other' ? warnings.filter((warning) => warning !== 'not-hybrid') : warnings;
}

function contentKey({ content, isHybrid }: Image): PlainKey {
  switch (content) {
    case 'iso9660':
      return isHybrid ? 'image.kindHybrid' : 'image.kindDisc';
    case 'disk':
      return 'image.kindDisk';
    case 'file-system':
      return 'image.kindFileSystem';
    case 'unknown':
      return 'image.kindUnknown';
    default:
      return content satisfies never;
  }
}

function Size({ bytes }: { readonly bytes: number }) {
  return useText().show({ sizeBytes: bytes });
}

function ImageDetails({ image, isUploaded }: { readonly image: Image; readonly isUploaded: boolean }) {
  const { t, locale } = useText();
  const isBinary = useAppState(({ session }) => session?.settings.units === 'binary');
  const exact = (bytes: number) =>
    `${formatExactBytes(bytes, locale)}${isBinary ? ` (${formatBinarySize(bytes, locale)})` : ''}`;
  const folder = image.path.slice(0, Math.max(1, image.path.length - image.name.length - 1));
  return (
    <Facts isCompact>
      {isUploaded ? null : image.remote === undefined ? (
        <Fact name={t('image.detail.path')}>
          <bdi className="mono">{folder}</bdi>
        </Fact>
      ) : (
        <Fact name={t('image.detail.address')}>
          <bdi className="mono url-text">{image.remote.address}</bdi>
        </Fact>
      )}
      {image.entryName === null ? null : (
        <Fact name={t('image.detail.entry')}>
          <bdi>{image.entryName}</bdi>
        </Fact>
      )}
      <Fact name={t('image.detail.file')}>
        <span className="number">{exact(image.file.sizeBytes)}</span>
      </Fact>
      <Fact name={t('image.detail.bytes')}>
        <span className="number">{image.sizeBytes === null ? t('image.sizeUnknown') : exact(image.sizeBytes)}</span>
      </Fact>
      {image.system === null || image.system.editions.length < 2 ? null : (
        <Fact name={t('image.detail.editions')}>
          <ul>
            {image.system.editions.map((edition) => (
              <li key={edition}>
                <bdi>{edition}</bdi>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <BootDetails boot={image.boot} />
      <Fact name={t('image.detail.table')}>{t(`image.table.${image.partitionTable}`)}</Fact>
      {image.volumeLabel === null ? null : (
        <Fact name={t('image.detail.label')}>
          <bdi>{image.volumeLabel}</bdi>
        </Fact>
      )}
    </Facts>
  );
}
