import type { ReceiptWords } from '#contract/receipt-words.ts';
import { intlTag } from '../i18n/format.ts';
import type { Translator } from '../i18n/translate.ts';

/** The words of a saved receipt in the language of the page. */
export function receiptWords({ t, locale }: Translator): ReceiptWords {
  return {
    language: intlTag(locale),
    title: t('receipt.title'),
    outcome: t('receipt.result'),
    image: t('receipt.image'),
    file: t('receipt.file'),
    size: t('receipt.size'),
    sha256: t('receipt.sha256'),
    sha256OfFile: t('receipt.fileSha256'),
    checkedBy: t('receipt.checkedBy'),
    started: t('receipt.started'),
    ended: t('receipt.ended'),
    program: t('receipt.program'),
    system: t('receipt.system'),
    drive: t('receipt.drive'),
    serial: t('receipt.serial'),
    port: t('receipt.port'),
    written: t('receipt.written'),
    compared: t('receipt.compared'),
    writeSpeed: t('receipt.writeSpeed'),
    verifySpeed: t('receipt.verifySpeed'),
    retries: t('receipt.retries'),
    badSpot: t('receipt.badSpot'),
    mended: t('map.rewritten'),
    differs: t('map.bad'),
    stalled: t('receipt.paused'),
    ejected: t('receipt.ejected'),
    error: t('receipt.failure'),
    yes: t('receipt.yes'),
    no: t('receipt.no'),
    unknown: t('receipt.unknown'),
    outcomes: {
      verified: t('receipt.outcome.verified'),
      unverified: t('receipt.outcome.unverified'),
      partial: t('receipt.outcome.partial'),
      failed: t('receipt.outcome.failed'),
      cancelled: t('receipt.outcome.cancelled'),
    },
    checked: {
      expected: t('receipt.checkedBy.expected'),
      signature: t('receipt.checkedBy.signature'),
      none: t('receipt.checkedBy.none'),
    },
  };
}
