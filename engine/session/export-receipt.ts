import type { Receipt } from '#contract/job.ts';
import type { ExportedReceipt } from '#contract/methods.ts';
import type { ReceiptWords } from '#contract/receipt-words.ts';
import { type ReceiptSection, receiptRows } from './receipt-rows.ts';

/** A receipt as a JSON file, as it is kept: machine-readable, independent of language. Pure. */
export function receiptJson(receipt: Receipt): ExportedReceipt {
  const content = `${JSON.stringify(receipt, null, 2)}\n`;
  return { fileName: `${baseName(receipt)}.json`, mediaType: 'application/json', content };
}

/** A receipt as plain text, a line for each fact. Pure. */
export function receiptText(receipt: Receipt, words: ReceiptWords): ExportedReceipt {
  const blocks = receiptRows(receipt, words).map(({ heading, rows }) =>
    [heading, ...rows.map(([label, value]) => `  ${label}: ${value}`)].join('\n'),
  );
  return { fileName: `${baseName(receipt)}.txt`, mediaType: 'text/plain', content: `${blocks.join('\n\n')}\n` };
}

/** Colours follow the reader's system; the page loads nothing and runs nothing. */
const STYLE = [
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}',
  'body{max-width:44rem;margin:2rem auto;padding:0 1rem}',
  'h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}',
  'dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1rem;margin:0}',
  'dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere;unicode-bidi:isolate}',
].join('');

/** A receipt as one HTML page of its own. Every text is escaped. Pure. */
export function receiptHtml(receipt: Receipt, words: ReceiptWords): ExportedReceipt {
  const sections = receiptRows(receipt, words);
  const title = escaped(`${sections[0]?.heading ?? ''} – ${receipt.image.name}`);
  const content = [
    '<!doctype html>',
    `<html lang="${escaped(words.language)}">`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${title}</title><style>${STYLE}</style></head>`,
    '<body>',
    ...sections.map(htmlSection),
    '</body>',
    '</html>',
    '',
  ].join('\n');
  return { fileName: `${baseName(receipt)}.html`, mediaType: 'text/html', content };
}

function htmlSection({ heading, rows }: ReceiptSection, index: number): string {
  const level = index === 0 ? 'h1' : 'h2';
  const items = rows.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`);
  return `<section><${level}>${escaped(heading)}</${level}><dl>${items.join('')}</dl></section>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** `stickwright-2026-11-23-1432`, in UTC: sorts by time and names no one. */
function baseName({ startedAt }: Receipt): string {
  return `stickwright-${startedAt
    .slice(0, 16)
    .replace(/[^0-9-T]/g, '')
    .replace('T', '-')}`;
}
