import { useState } from 'react';
import type { ExportedReceipt } from '#contract/methods.ts';
import type { Receipt } from '#contract/job.ts';
import { useText } from '../../i18n/text-context.tsx';
import { Button } from '../../parts/button.tsx';
import { CheckIcon, CopyIcon, SaveIcon } from '../../parts/icons.tsx';
import { useApp } from '../../state/app-context.tsx';
import { receiptWords } from '../../state/receipt-words.ts';

type Format = 'json' | 'html' | 'text';

/** Copy as text, save as a file, print. */
export function SaveButtons({ receipt }: { readonly receipt: Receipt }) {
  const text = useText();
  const { t } = text;
  const { host } = useApp();
  const [told, setTold] = useState<'copied' | 'failed' | null>(null);
  const take = async (format: Format, use: (exported: ExportedReceipt) => Promise<void> | void) => {
    setTold(null);
    try {
      const words = format === 'json' ? null : receiptWords(text);
      const exported = await host.call('receipts.export', { jobId: receipt.jobId, format, words });
      if (exported === null) throw new Error('The host has no such receipt');
      await use(exported);
    } catch {
      setTold('failed'); // said beside the buttons; the receipt itself is on the page
    }
  };
  const copy = () =>
    take('text', async ({ content }) => {
      await navigator.clipboard.writeText(content);
      setTold('copied');
    });
  return (
    <div className="actions no-print">
      <Button icon={<SaveIcon />} onPress={() => void take('html', saveFile)}>
        {t('receipt.saveHtml')}
      </Button>
      <Button icon={<SaveIcon />} onPress={() => void take('json', saveFile)}>
        {t('receipt.saveJson')}
      </Button>
      <Button icon={told === 'copied' ? <CheckIcon /> : <CopyIcon />} onPress={() => void copy()}>
        {told === 'copied' ? t('action.copied') : t('receipt.copy')}
      </Button>
      <Button onPress={() => window.print()}>{t('receipt.print')}</Button>
      <p role="status" className={told === 'failed' ? 'danger-text' : 'visually-hidden'}>
        {told === 'failed' ? t('receipt.saveFailed') : told === 'copied' ? t('action.copied') : ''}
      </p>
    </div>
  );
}

/** Hands a text to the browser as a download. */
function saveFile({ fileName, mediaType, content }: ExportedReceipt): void {
  const url = URL.createObjectURL(new Blob([content], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url)); // after the click was handled
}
