import type { Receipt } from '#contract/job.ts';
import { formatDateTime, formatExactBytes } from '../../i18n/format.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';

/** Image, times and program of a receipt. */
export function ReceiptFacts({ receipt }: { readonly receipt: Receipt }) {
  const { t, locale } = useText();
  const { image } = receipt;
  const isPacked = image.layers.length > 0;
  return (
    <Facts>
      <Fact name={t('receipt.image')}>
        <bdi>{image.entryName ?? image.name}</bdi>
      </Fact>
      {isPacked ? (
        <Fact name={t('receipt.file')}>
          <bdi>{image.name}</bdi>, <span className="number">{formatExactBytes(image.fileSizeBytes, locale)}</span>
        </Fact>
      ) : null}
      <Fact name={t('receipt.size')}>
        <span className="number">
          {image.sizeBytes === null ? t('receipt.unknown') : formatExactBytes(image.sizeBytes, locale)}
        </span>
      </Fact>
      <Fact name={t('receipt.sha256')}>
        <code>{image.sha256 ?? t('receipt.unknown')}</code>
      </Fact>
      {isPacked && image.fileSha256 !== null ? (
        <Fact name={t('receipt.fileSha256')}>
          <code>{image.fileSha256}</code>
        </Fact>
      ) : null}
      <Fact name={t('receipt.checkedBy')}>
        {t(`receipt.checkedBy.${image.checkedBy}`)}
        {image.check?.fileName == null ? null : (
          <>
            {' · '}
            <bdi>{image.check.fileName}</bdi>
          </>
        )}
      </Fact>
      {image.check?.signature == null ? null : (
        <Fact name={t('receipt.signedBy')}>
          <bdi>{image.check.signature.signer}</bdi> <code>{image.check.signature.fingerprint}</code>
          {image.check.signature.keyFrom === 'user' ? <p className="muted small">{t('trust.ownKey')}</p> : null}
        </Fact>
      )}
      <Fact name={t('receipt.started')}>
        <span className="number">{formatDateTime(receipt.startedAt, locale)}</span>
      </Fact>
      <Fact name={t('receipt.ended')}>
        <span className="number">{formatDateTime(receipt.endedAt, locale)}</span>
      </Fact>
      <Fact name={t('receipt.program')}>
        {t('app.name')} {receipt.program.version}
      </Fact>
      <Fact name={t('receipt.system')}>
        <bdi>{receipt.system}</bdi>
      </Fact>
    </Facts>
  );
}
