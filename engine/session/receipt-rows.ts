import type { DriveResult, Receipt } from '#contract/job.ts';
import type { ReceiptWords } from '#contract/receipt-words.ts';
import { cleanText } from '../text/clean-text.ts';

export interface ReceiptSection {
  readonly heading: string;
  readonly rows: readonly (readonly [label: string, value: string])[];
}

type Row = readonly [label: string, value: string | null];

/** A receipt as headed lists of label and value, all plain text on one line; what is not known is left out. Pure. */
export function receiptRows(receipt: Receipt, words: ReceiptWords): readonly ReceiptSection[] {
  const { image } = receipt;
  const say = sayer(words);
  return [
    section(words.title, [
      [words.outcome, words.outcomes[receipt.outcome]],
      [words.started, say.date(receipt.startedAt)],
      [words.ended, say.date(receipt.endedAt)],
      [words.program, `${receipt.program.name} ${receipt.program.version}`],
      [words.system, receipt.system],
      [words.error, receipt.failure?.code ?? null],
    ]),
    section(words.image, [
      [words.image, image.entryName === null ? image.name : `${image.name} / ${image.entryName}`],
      [words.file, image.path],
      [words.size, say.bytes(image.sizeBytes)],
      [words.sha256, image.sha256],
      [words.sha256OfFile, image.fileSha256 === image.sha256 ? null : image.fileSha256],
      [words.checkedBy, words.checked[image.checkedBy]],
    ]),
    ...receipt.drives.map((drive) => driveSection(drive, words, say)),
  ];
}

function driveSection(drive: DriveResult, words: ReceiptWords, say: Sayer): ReceiptSection {
  return section(`${words.drive}: ${drive.name}`, [
    [words.outcome, words.outcomes[drive.outcome]],
    [words.error, drive.failure?.code ?? null],
    [words.serial, drive.maskedSerial],
    [words.port, drive.portPath],
    [words.size, say.bytes(drive.driveSizeBytes)],
    [words.written, say.bytes(drive.writtenBytes)],
    [words.compared, say.bytes(drive.verifiedBytes)],
    [words.writeSpeed, say.speed(drive.writeBytesPerSec)],
    [words.verifySpeed, say.speed(drive.verifyBytesPerSec)],
    [words.retries, say.number(drive.retries)],
    ...drive.badSpots.map(({ offsetBytes, lengthBytes, rewrites, isGood }): Row => {
      const place = `${say.bytes(offsetBytes)} + ${say.bytes(lengthBytes)}`;
      return [words.badSpot, `${place}: ${isGood ? words.mended : words.differs} (${say.number(rewrites)}×)`];
    }),
    [words.stalled, drive.stalledMs > 0 ? `${say.number(Math.round(drive.stalledMs / 1000))} s` : null],
    [words.ejected, drive.ejected ? words.yes : words.no],
  ]);
}

function section(heading: string, rows: readonly Row[]): ReceiptSection {
  return {
    heading: cleanText(heading),
    rows: rows.flatMap(([label, value]) => (value === null ? [] : [[cleanText(label), cleanText(value)] as const])),
  };
}

interface Sayer {
  readonly number: (value: number) => string;
  readonly bytes: (value: number | null) => string;
  readonly speed: (bytesPerSec: number) => string | null;
  readonly date: (iso: string) => string;
}

const MB = 1e6;

function sayer(words: ReceiptWords): Sayer {
  const language = Intl.NumberFormat.supportedLocalesOf(words.language)[0] ?? 'en';
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
  return {
    number: (value) => whole.format(value),
    bytes: (value) => (value === null ? words.unknown : `${whole.format(value)} B`),
    speed: (bytesPerSec) => (bytesPerSec > 0 ? `${tenths.format(bytesPerSec / MB)} MB/s` : null),
    date: (iso) => (Number.isNaN(Date.parse(iso)) ? iso : date.format(new Date(iso))),
  };
}
